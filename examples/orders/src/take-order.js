/** Accepts an order. */
export async function handler(event) {
  const order = JSON.parse(event.body);
  return { statusCode: 202, body: JSON.stringify({ id: order.id }) };
}
