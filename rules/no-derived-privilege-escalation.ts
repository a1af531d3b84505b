import { escalationFindings } from '../src/analysis/escalation-findings.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-derived-privilege-escalation',
  title: 'Principal may be able to gain permissions by a less known way',
  category: 'escalation',
  severity: 'low',
  confidence: 'low',
  preset: 'all',
  docs: {
    why: 'Many services run something under a role that the caller passes, keep code in a place that others can overwrite, or hold credentials. These ways to more permissions follow from what their API does; few have been described by anybody who tried them. The rule speaks of principals of which the two stronger rules have nothing to say.',
    fix: 'Name in `Resource` what the principal needs: the roles that it passes, the objects and repositories that it writes, the secrets that it reads.',
    exceptions: 'Wherever the action is what the principal is there for.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    ],
  },
  covers: ['escalation-newer-services'],
  also: {},
  examples: {
    bad: [
      {
        title: 'A script in a bucket that a stronger role runs',
        template: `
Resources:
  Scripts:
    Type: AWS::S3::Bucket
  Job:
    Type: AWS::Glue::Job
    Properties:
      Role: !GetAtt JobRole.Arn
      Command:
        Name: glueetl
        ScriptLocation: !Sub "s3://\${Scripts}/job.py"
  JobRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: glue.amazonaws.com }
            Action: sts:AssumeRole
  Upload:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: upload
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:PutObject # flagged
                Resource: !Sub "\${Scripts.Arn}/*"
`,
      },
      {
        title: 'A pipe that acts as any role',
        template: `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: pipes
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [pipes:CreatePipe, iam:PassRole] # flagged
                Resource: "*"
`,
      },
    ],
    good: [
      {
        title: 'Uploads beside the scripts',
        template: `
Resources:
  Scripts:
    Type: AWS::S3::Bucket
  Data:
    Type: AWS::S3::Bucket
  Job:
    Type: AWS::Glue::Job
    Properties:
      Role: !GetAtt JobRole.Arn
      Command:
        Name: glueetl
        ScriptLocation: !Sub "s3://\${Scripts}/job.py"
  JobRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: glue.amazonaws.com }
            Action: sts:AssumeRole
  Upload:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: upload
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:PutObject
                Resource: !Sub "\${Data.Arn}/*"
`,
      },
    ],
  },
  visit: {
    graph(graph, context) {
      for (const finding of escalationFindings(graph, 'derived')) context.report(finding);
    },
  },
});
