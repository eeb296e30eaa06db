import type { Facts } from './facts.ts';
import type { Bounds } from './findings.ts';
import { resumeTimes, type ResumeTimes } from './resume-times.ts';
import { spreadOf, type Spread } from './spread.ts';

export interface Figures {
  sent: number;
  acknowledged: number;
  refused: number;
  deliveries: number;
  resets: number;
  stored: number;
  readers: number;
  faults: Record<string, number>;
  /** From writing a message to its acknowledgement, and to each reader; in fair weather, in ms. */
  answer: Spread;
  delivery: Spread;
  resume: ResumeTimes;
  gauges: { node: string; name: string; highest: number }[];
}

export function figuresOf(facts: Facts, bounds: Bounds): Figures {
  const messages = [...facts.messages.values()];
  const streams = [...facts.streams.values()];
  const readings = streams.flatMap(({ readers }) => readers.flatMap((reader) => reader.readings));
  const faults: Record<string, number> = {};
  for (const { fault } of facts.weather.storms) faults[fault] = (faults[fault] ?? 0) + 1;
  return {
    sent: messages.filter(({ said }) => said !== null).length,
    acknowledged: messages.filter(({ acks }) => acks.length > 0).length,
    refused: facts.refused,
    deliveries: readings.reduce((sum, { rows }) => sum + rows.length, 0),
    resets: facts.resets,
    stored: streams.reduce((sum, { stored }) => sum + stored.length, 0),
    readers: streams.reduce((sum, { readers }) => sum + readers.length, 0),
    faults,
    answer: answerTimes(facts, bounds),
    delivery: deliveryTimes(facts, bounds),
    resume: resumeTimes(facts),
    gauges: [...facts.gauges.values()].map(({ node, name, value }) => ({ node, name, highest: value })),
  };
}

function answerTimes({ messages, weather }: Facts, { graceMs }: Bounds): Spread {
  const times: number[] = [];
  for (const { said, acks } of messages.values()) {
    const [ack] = acks;
    // A duplicate answers a later question: after a reload nobody waits for the first.
    if (said !== null && ack?.duplicate === false && !weather.disturbed(said.client, said.at, ack.at, graceMs))
      times.push(ack.at - said.at);
  }
  return spreadOf(times);
}

function deliveryTimes(facts: Facts, { graceMs }: Bounds): Spread {
  const times: number[] = [];
  for (const { readers } of facts.streams.values())
    for (const { client, readings } of readers)
      for (const { began, rows } of readings)
        for (let index = 0; index < rows.length; index += 1) {
          const said = facts.messageOf(rows.message(index))?.said;
          if (said == null || said.at < began) continue;
          if (!facts.weather.disturbed(client, said.at, rows.at(index), graceMs)) times.push(rows.at(index) - said.at);
        }
  return spreadOf(times);
}
