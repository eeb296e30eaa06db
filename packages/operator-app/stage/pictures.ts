/** Moving pictures without a camera: each is drawn once and streamed from its canvas. */
export const faceStream = (hue: number): MediaStream => stream(640, 480, (context) => drawFace(context, hue));
export const screenStream = (): MediaStream => stream(1280, 800, drawScreen);

function stream(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas here');
  // A stream shows what is drawn after it was made; a still picture is drawn again for whoever looks later.
  setInterval(() => draw(context), 200);
  draw(context);
  return canvas.captureStream(5);
}

function drawFace(context: CanvasRenderingContext2D, hue: number): void {
  context.fillStyle = `oklch(0.75 0.06 ${hue})`;
  context.fillRect(0, 0, 640, 480);
  context.fillStyle = `oklch(0.45 0.09 ${hue})`;
  context.beginPath();
  context.ellipse(320, 480, 220, 170, 0, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = 'oklch(0.8 0.06 60)';
  context.beginPath();
  context.ellipse(320, 220, 95, 120, 0, 0, 2 * Math.PI);
  context.fill();
  // Left of the picture: tells a mirrored one from one that is not.
  context.fillStyle = 'white';
  context.font = '600 48px sans-serif';
  context.fillText('LEFT', 24, 64);
}

function drawScreen(context: CanvasRenderingContext2D): void {
  context.fillStyle = 'white';
  context.fillRect(0, 0, 1280, 800);
  context.fillStyle = 'oklch(0.9 0.02 225)';
  context.fillRect(0, 0, 1280, 60);
  context.fillStyle = 'oklch(0.3 0.03 225)';
  context.font = '600 30px sans-serif';
  context.fillText('Order 1815 – Lindqvist Lamps', 24, 42);
  context.font = '26px sans-serif';
  for (let row = 0; row < 13; row++) context.fillText(`${row + 1}  Desk lamp, brass, 1 piece`, 40, 130 + row * 48);
  context.strokeStyle = 'oklch(0.6 0.15 27)';
  context.lineWidth = 6;
  context.strokeRect(3, 3, 1274, 794);
}
