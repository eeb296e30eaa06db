import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of each project, the files that wait for the clock: long by what they do, not by what is written there. */
const LONGEST = [
  'tests/checks/checks.test.ts',
  'tests/presence/two-nodes.test.ts',
  'tests/transport/drain.test.ts',
  'tests/access/matrix.test.ts',
  'tests/chaos/kill-9.test.ts',
  'tests/call/call-deadlines.test.ts',
  'tests/nodes/two-nodes.test.ts',
  'tests/chaos/rolling-deploy.test.ts',
  'tests/widget/call-stage.page.test.ts',
  'tests/operator-app/call-states.page.test.ts',
  'tests/operator-app/many-conversations.page.test.ts',
];

/**
 * Vitest begins with the files that took longest the last time and, on a fresh clone, with the largest: a short one that
 * takes a minute would then run last, on its own.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort.call(this, files);
    const place = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return found === -1 ? LONGEST.length : found;
    };
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return sorted.toSorted((one, other) => group(one) - group(other) || place(one) - place(other));
  }
}
