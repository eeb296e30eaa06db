/** A process of its own for what is worst to be read: a decoder that is led astray takes this one with it, and nothing else. */
import type { ImageAnswer, ImageJob } from './image-job.ts';
import { makeImage, TooManyPixels } from './make-image.ts';

process.on('message', (job: ImageJob) => {
  void answer(job).then((said) => process.send?.(said));
});

async function answer({ id, ...job }: ImageJob): Promise<ImageAnswer> {
  try {
    return { id, made: await makeImage(job) };
  } catch (cause) {
    return { id, refused: cause instanceof TooManyPixels ? 'pixels' : 'broken' };
  }
}
