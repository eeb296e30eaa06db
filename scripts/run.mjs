/** `node scripts/run.mjs <file.ts> [arguments]`: sets up, builds, and runs the file on the project's own Node. */
import { build, fail, handOver, setUp } from './setup.mjs';

const args = process.argv.slice(2);
if (args.length === 0) fail('Usage: node scripts/run.mjs <file.ts> [arguments]');

const project = setUp();
console.log('Building …');
if (!build(project)) fail('The build failed; its messages are above.');
handOver(project, args);
