/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html */
export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
