import { App, Stage } from 'aws-cdk-lib';
import { ReportsStack } from '../lib/reports-stack';

const app = new App();
const prod = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-central-1' } });
new ReportsStack(prod, 'Reports');
