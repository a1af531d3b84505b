import { nameResource } from '../src/analysis/recipient.ts';
import { type Text } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'policy-variable-syntax',
  title: 'Policy variable is broken or stands where none is replaced',
  category: 'grammar',
  severity: 'high',
  confidence: 'high',
  preset: 'recommended',
  docs: {
    why: 'AWS rejects a policy with a broken variable, and where no variables are replaced, as in `Action` and `Principal`, it stands for its own characters and matches nothing.',
    fix: "Write `${aws:username}`, with a default `${aws:PrincipalTag/team, 'none'}`, in `Resource` or as value of a condition only.",
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html'],
  },
  covers: ['variable-syntax'],
  also: {
    'access-analyzer': [
      'MISSING_BRACE_IN_VARIABLE',
      'MISSING_QUOTE_IN_VARIABLE',
      'UNSUPPORTED_SPACE_IN_VARIABLE',
      'EMPTY_VARIABLE',
      'UNSUPPORTED_SYMBOL_IN_VARIABLE',
      'VARIABLE_UNSUPPORTED_IN_ELEMENT',
      'INVALID_VARIABLE_FOR_OPERATOR',
    ],
  },
  examples: {
    bad: [
      {
        title: 'Broken ones',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource:
              - "arn:aws:s3:::example/\${aws:username/*" # flagged
              - "arn:aws:s3:::example/\${}/*" # flagged
              - "arn:aws:s3:::example/\${ aws:username }/*" # flagged
              - "arn:aws:s3:::example/\${aws:PrincipalTag/team, 'none}/*" # flagged
`,
      },
      {
        title: 'In an action, and with an operator that compares no texts',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "s3:\${aws:PrincipalTag/action}" # flagged
            Resource: arn:aws:s3:::example/*
            Condition:
              NumericLessThan: { s3:max-keys: "\${aws:PrincipalTag/most}" } # flagged
`,
      },
    ],
    good: [
      {
        title: 'Whole ones, with a default, and the three characters that have a meaning of their own',
        template: `
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource:
              - "arn:aws:s3:::example/\${aws:username}/*"
              - "arn:aws:s3:::example/\${aws:PrincipalTag/team, 'none'}/*"
              - "arn:aws:s3:::example/\${*}\${?}\${$}/*"
              - !Sub "arn:\${AWS::Partition}:s3:::example/\${!aws:username}/*"
            Condition:
              ArnLike: { aws:PrincipalArn: "arn:aws:iam::111122223333:user/\${aws:username}" }
`,
      },
    ],
  },
  visit: {
    statement(statement, context) {
      const where = `in the policy of ${nameResource(statement.policy.owner)}`;
      const report = (at: Text, written: string, what: string): void =>
        context.report({
          at,
          message: `\`${written}\` ${where} ${what}`,
          evidence: `Variable::${written}`,
        });
      for (const text of [...statement.resources, ...statement.notResources]) {
        const fault = faultIn(text);
        if (fault) report(text, fault.written, fault.what);
      }
      for (const { operator, values } of statement.conditions)
        for (const text of values) {
          const fault = faultIn(text);
          const [variable] = variablesIn(text);
          if (fault) report(text, fault.written, fault.what);
          else if (
            variable !== undefined &&
            /(?:^|:)(?:Numeric|Date|Binary|IpAddress|NotIpAddress|Null)/i.test(operator)
          )
            report(
              text,
              variable,
              `is not replaced, because \`${operator}\` compares no texts. Write the value itself`,
            );
        }
      for (const text of [...statement.actions, ...statement.notActions]) {
        const [variable] = variablesIn(text);
        if (variable !== undefined)
          report(
            text,
            variable,
            'is not replaced, because variables have no meaning in actions. Write the actions themselves',
          );
      }
    },
  },
});

function variablesIn({ segments }: Text): readonly string[] {
  return segments.flatMap((segment) =>
    typeof segment === 'string'
      ? [...segment.matchAll(/\$\{[^}]{0,200}\}/g)].map(([written]) => written)
      : [],
  );
}

/** The first broken variable of a text, with what is wrong as the end of a sentence. */
function faultIn(text: Text): { readonly written: string; readonly what: string } | undefined {
  for (const segment of text.segments) {
    if (typeof segment !== 'string') continue;
    for (const { 0: written, 1: inner, 2: brace } of segment.matchAll(/\$\{([^}]{0,200})(\}|$)/g)) {
      // A hole behind it may hold the rest.
      if (brace === '') {
        if (text.segments.at(-1) === segment)
          return { written, what: 'is a variable without its closing brace' };
        continue;
      }
      if (/^[*?$]$/.test(inner!)) continue;
      const [name, fallback] = split(inner!);
      if (name.trim() === '') return { written, what: 'is a variable without a name' };
      if (/\s/.test(name)) return { written, what: 'has a blank in the name of its variable' };
      if (fallback !== undefined && !/^\s*'[^']*'\s*$/.test(fallback))
        return { written, what: 'has a default that is not between single quotes' };
    }
  }
  return undefined;
}

function split(inner: string): readonly [name: string, fallback: string | undefined] {
  const comma = inner.indexOf(',');
  return comma === -1 ? [inner, undefined] : [inner.slice(0, comma), inner.slice(comma + 1)];
}
