import { asList, type CfnNode, get, getMap } from '../template/node.ts';
import { type Template } from '../template/template.ts';

/** An assertion of the template's `Rules` section: a deployment for which it does not hold is refused. */
export interface RuleAssertion {
  /** `RuleCondition`: the assertion counts only where it holds. */
  readonly condition: CfnNode | undefined;
  readonly assert: CfnNode;
}

/** Assertions of one template that are taken into account. */
const MAX_ASSERTIONS = 200;

const found = new WeakMap<Template, readonly RuleAssertion[]>();

/**
 * The assertions of the `Rules` section.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export function ruleAssertions(template: Template): readonly RuleAssertion[] {
  const known = found.get(template);
  if (known) return known;
  const rules = getMap(template.root, 'Rules');
  const assertions = [...(rules?.entries.values() ?? [])]
    .flatMap(({ value }) =>
      asList(get(value, 'Assertions')).map((item) => ({
        condition: get(value, 'RuleCondition'),
        assert: get(item, 'Assert'),
      })),
    )
    .filter((assertion): assertion is RuleAssertion => assertion.assert !== undefined)
    .slice(0, MAX_ASSERTIONS);
  found.set(template, assertions);
  return assertions;
}
