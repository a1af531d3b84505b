import companyBoundary from './rules/company-boundary.js';

export default { rules: [companyBoundary] };
