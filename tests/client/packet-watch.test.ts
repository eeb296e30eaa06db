import { expect, test } from 'vitest';
import { PacketWatch } from '../../packages/client/src/call/packet-watch.ts';
import { FakeClock } from './fake-clock.ts';

/** A line on which a packet comes each 20 ms, until it does not. */
class Line {
  readonly clock = new FakeClock();
  readonly heard: string[] = [];
  readonly watch: PacketWatch;
  #packets = 0;
  answers = 0;
  held = false;
  /** Of a connection that is gone. */
  broken = false;

  constructor() {
    this.watch = new PacketWatch({
      clock: this.clock,
      received: () =>
        this.broken
          ? Promise.reject(new Error('closed'))
          : Promise.resolve({ packets: this.#packets, answers: this.answers }),
      isHeld: () => this.held,
      onFlow: () => this.heard.push('flow'),
      onSilence: () => this.heard.push('silence'),
      onAnswer: () => this.heard.push('answer'),
    });
  }

  async talk(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      this.#packets += 1;
      await this.clock.pass(20);
    }
  }
}

test('nothing is said before the first packet; a silence of less than a second is none', async () => {
  const line = new Line();
  await line.clock.pass(10_000);
  expect(line.heard).toEqual([]);
  await line.talk(1_000);
  await line.clock.pass(800);
  await line.talk(1_000);
  expect(line.heard).toEqual(['flow']);
  expect(line.watch.isAlive).toBe(true);
});

test('a silence is seen within 1.2 seconds, and its end at once', async () => {
  const line = new Line();
  await line.talk(1_000);
  await line.clock.pass(1_200);
  expect(line.heard).toEqual(['flow', 'silence']);
  expect(line.watch.isAlive).toBe(false);
  await line.clock.pass(60_000);
  await line.talk(200);
  expect(line.heard).toEqual(['flow', 'silence', 'flow']);
});

test('a connection that has no numbers any more is silent', async () => {
  const line = new Line();
  await line.talk(1_000);
  line.broken = true;
  await line.clock.pass(5_000);
  expect(line.heard).toEqual(['flow', 'silence']);
});

test('whoever sends nothing and answers is there; after a restart only a new answer counts', async () => {
  const line = new Line();
  await line.talk(1_000);
  line.watch.expectAnswer();
  await line.clock.pass(2_000);
  expect(line.watch.isAlive).toBe(false);
  line.answers += 1;
  await line.clock.pass(200);
  expect(line.heard).toEqual(['flow', 'silence', 'answer']);
  expect(line.watch.isAlive).toBe(true);
  line.watch.expectAnswer();
  await line.clock.pass(2_000);
  expect(line.watch.isAlive).toBe(false);
});

test('once closed it looks no more', async () => {
  const line = new Line();
  await line.talk(1_000);
  line.watch.close();
  await line.clock.pass(5_000);
  expect(line.heard).toEqual(['flow']);
  expect(line.clock.waiting).toBe(0);
});

test('on hold whoever answers is there, and whoever does not is missed later', async () => {
  const line = new Line();
  await line.talk(1_000);
  line.held = true;
  for (let asked = 0; asked < 4; asked++) {
    await line.clock.pass(6_000);
    line.answers += 1;
    await line.clock.pass(200);
  }
  expect(line.heard).toEqual(['flow', 'answer']);
  await line.clock.pass(7_400);
  expect(line.heard).toEqual(['flow', 'answer', 'silence']);
});

test('when the hold ends, packets have as long to come as ever', async () => {
  const line = new Line();
  await line.talk(1_000);
  line.held = true;
  await line.clock.pass(5_000);
  line.held = false;
  await line.clock.pass(800);
  expect(line.heard).toEqual(['flow']);
  await line.clock.pass(600);
  expect(line.heard).toEqual(['flow', 'silence']);
});

test('[CL2] a connection that stood while it rang, and died of that, is silent once the first packets are due; once', async () => {
  const line = new Line();
  await line.clock.pass(40_000);
  line.watch.expectPackets();
  line.watch.expectPackets();
  await line.clock.pass(2_800);
  expect(line.heard).toEqual([]);
  await line.clock.pass(400);
  expect(line.heard).toEqual(['silence']);
  line.watch.expectPackets();
  await line.clock.pass(60_000);
  expect(line.heard).toEqual(['silence']);
  await line.talk(200);
  expect(line.heard).toEqual(['silence', 'flow']);
});

test('packets that come in time after the accept are all that was waited for', async () => {
  const line = new Line();
  line.watch.expectPackets();
  await line.clock.pass(2_000);
  await line.talk(3_000);
  expect(line.heard).toEqual(['flow']);
});
