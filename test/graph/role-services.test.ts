import { describe, expect, it } from 'vitest';
import { findCfnType } from '../../src/catalogue/cloudformation.ts';
import { servicesAt, typesWithRoleServices } from '../../src/graph/role-services.ts';
import { isKnownServicePrincipal } from '../../src/iam/service-principal.ts';

describe('the services of roles', () => {
  const rows = typesWithRoleServices().flatMap((type) =>
    (findCfnType(type)?.roles ?? []).flatMap((path) =>
      servicesAt(type, path).map((service) => [type, path, service] as const),
    ),
  );

  it('are told for types and properties that exist and take a role', () => {
    expect(typesWithRoleServices().length).toBeGreaterThanOrEqual(120);
    for (const type of typesWithRoleServices())
      expect(
        rows.some(([known]) => known === type),
        type,
      ).toBe(true);
  });

  it('are known service principals, but for those that only their page names', () => {
    const unknown = new Set(
      rows.map(([, , service]) => service).filter((name) => !isKnownServicePrincipal(name)),
    );
    expect([...unknown].sort()).toEqual([
      'airflow-env.amazonaws.com',
      'es.amazonaws.com',
      'kafkaconnect.amazonaws.com',
      'scheduler.redshift.amazonaws.com',
    ]);
  });

  it('tell properties of one type apart', () => {
    expect(servicesAt('AWS::Batch::ComputeEnvironment', 'ServiceRole')).toEqual(['batch.amazonaws.com']);
    expect(servicesAt('AWS::Batch::ComputeEnvironment', 'ComputeResources.SpotIamFleetRole')).toEqual([
      'spotfleet.amazonaws.com',
    ]);
    expect(servicesAt('AWS::IoT::TopicRule', 'TopicRulePayload.ErrorAction.Sns.RoleArn')).toEqual([
      'iot.amazonaws.com',
    ]);
    expect(servicesAt('AWS::CodePipeline::Pipeline', 'Stages[].Actions[].RoleArn')).toEqual([]);
  });
});
