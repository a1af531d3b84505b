import { type Fix } from '../rule/finding.ts';
import { type CfnNode, getMap } from '../template/node.ts';
import { type Resource } from '../template/template.ts';
import { entryFix, type FixTerms, replacementFix } from './text-fixes.ts';

/** What runs on the machine may still use version 1, so somebody has to look. */
const TERMS: FixTerms = { title: 'Require IMDSv2', safety: 'suggestion' };

/**
 * The fix that makes a machine require version 2 of its metadata service.
 * @param optional the value that allows version 1; without it nothing is said and the entry is added.
 */
export function imdsv2Fix(machine: Resource, optional: CfnNode | undefined): readonly Fix[] {
  if (optional) return replacementFix(optional, 'required', TERMS);
  const owner =
    machine.type === 'AWS::EC2::LaunchTemplate'
      ? getMap(machine.properties, 'LaunchTemplateData')
      : machine.properties;
  const options = getMap(owner, 'MetadataOptions');
  if (options) return entryFix(options, 'HttpTokens', 'required', TERMS);
  return owner ? entryFix(owner, 'MetadataOptions', { HttpTokens: 'required' }, TERMS) : [];
}
