import { type Hole, type Segment } from './value.ts';

/** The pieces between delimiters. `rest` says that more pieces may follow, of which nothing is known. */
export interface SplitSegments {
  readonly pieces: readonly (readonly Segment[])[];
  readonly rest: boolean;
}

/**
 * Splits a text at a delimiter. A hole that may contain the delimiter ends what is known: the pieces wholly before it are
 * given, `rest` is true. A text that is nothing but a hole may be anything, such as a whole ARN.
 */
export function splitSegments(segments: readonly Segment[], delimiter: string): SplitSegments {
  const pieces: Segment[][] = [];
  let piece: Segment[] = [];
  for (const segment of segments) {
    if (typeof segment !== 'string') {
      if (segments.length === 1 || mayContain(segment, delimiter)) return { pieces, rest: true };
      piece.push(segment);
      continue;
    }
    const [first, ...others] = segment.split(delimiter);
    if (first) piece.push(first);
    for (const other of others) {
      pieces.push(piece);
      piece = other ? [other] : [];
    }
  }
  pieces.push(piece);
  return { pieces, rest: false };
}

/** Types whose name, as it stands at the end of their ARN, may have a slash in it. */
const NAMES_WITH_SLASH =
  /^AWS::(?:Logs|SSM|SecretsManager|ApiGateway|ECR|ElasticLoadBalancing|Serverless::(?:Api|HttpApi|Application))/;

/** Whether a hole's text may contain a delimiter, by what AWS allows in an account id, a region or a name. */
function mayContain(hole: Hole, delimiter: string): boolean {
  if (hole.kind === 'pseudo-parameter') {
    if (hole.name === 'AWS::AccountId') return /^\d*$/.test(delimiter);
    if (hole.name === 'AWS::Partition' || hole.name === 'AWS::Region') return /^[a-z0-9-]*$/.test(delimiter);
    if (hole.name === 'AWS::StackName') return /^[A-Za-z0-9-]*$/.test(delimiter);
    return hole.name === 'AWS::URLSuffix' ? /^[a-z0-9.-]*$/.test(delimiter) : true;
  }
  if (hole.kind !== 'resource') return true;
  if (delimiter === ':') return false;
  const type = hole.target?.type ?? '';
  return delimiter !== '/' || !type.startsWith('AWS::') || NAMES_WITH_SLASH.test(type);
}
