/** Short stories that the model tests of a call begin with. */
import type { Input } from '../../packages/api/src/call/machine/call-input.ts';
import type { Device } from '../../packages/api/src/call/machine/call-state.ts';
import { CallModel, DEVICES } from './call-model.ts';

export const connects = (device: Device, gen: number, reportId = 'r'): Input => ({
  type: 'connected',
  device,
  gen,
  reportId,
});
export const restarts = (device: Device, what: 'ice' | 'peer', reportId = 'r'): Input => ({
  type: 'restart',
  device,
  what,
  reportId,
});

/** A call between two devices in which media flows. */
export function talking(): { model: CallModel; caller: Device; callee: Device } {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  model.run({ type: 'accepted', device: callee });
  for (const device of [caller, callee]) model.run(connects(device, 0, 'r2'));
  return { model, caller, callee };
}
