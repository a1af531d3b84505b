import { type PrincipalNode, type ResourceGraph } from '../graph/resource-graph.ts';
import { type Resource } from '../template/template.ts';
import { display, type Text } from '../values/value.ts';
import { actionGrants } from './granted-actions.ts';

/** The user that an access key is for. */
export interface KeyUser {
  /** The value of `UserName`. */
  readonly name: Text;
  /** Set when the scanned templates declare the user. */
  readonly user: PrincipalNode | undefined;
}

/** Whose an `AWS::IAM::AccessKey` is, one for each variant of `UserName`. */
export function usersOfKey(key: Resource, graph: ResourceGraph): readonly KeyUser[] {
  return graph.property(key, 'UserName').flatMap(({ text }): KeyUser[] => {
    if (!text) return [];
    const resource = graph.resolve(text);
    return [{ name: text, user: resource && graph.principalOf(resource) }];
  });
}

/** Tells users apart: equal for a `Ref` and a literal that mean the same user. */
export function identityOfUser({ name, user }: KeyUser): string {
  return user ? `${user.resource.template.file.path}#${user.resource.logicalId}` : display(name);
}

/**
 * Whether all that a user may do is send mail: the SMTP interface of SES takes nothing but the key of a user.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
export function onlySendsMail({ grants }: PrincipalNode): boolean {
  const statements = grants.flatMap(({ document }) => document?.statements ?? []);
  const allowed = statements.filter(({ effect }) => effect !== 'Deny');
  return (
    allowed.length > 0 &&
    grants.every(({ document }) => document !== undefined) &&
    allowed.every(
      (statement) =>
        statement.notActions.length === 0 &&
        actionGrants(statement).every(({ pattern }) => /^ses:send/i.test(pattern ?? '')),
    )
  );
}
