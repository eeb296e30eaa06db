/** Pictures that stand for cameras and screens: drawn, so that a screenshot shows what is cut off and what is mirrored. */
type Draw = (pen: CanvasRenderingContext2D, width: number, height: number) => void;

const STREAMS = new Map<string, MediaStream>();

export const face = (): MediaStream => stream('face', 640, 480, drawFace('#d9a98c', '#6b8fb3', '#2d2320'));
export const ownFace = (): MediaStream => stream('own', 480, 640, drawFace('#b98062', '#c98f5a', '#1d1512'));
export const screen = (): MediaStream => stream('screen', 1280, 720, drawScreen);

function stream(name: string, width: number, height: number, draw: Draw): MediaStream {
  const known = STREAMS.get(name);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  const made = canvas.captureStream(10);
  // A still canvas sends no frame; a picture element would stay black.
  setInterval(() => draw(pen, width, height), 100);
  draw(pen, width, height);
  STREAMS.set(name, made);
  return made;
}

function drawFace(skin: string, wall: string, hair: string): Draw {
  return (pen, width, height) => {
    pen.fillStyle = wall;
    pen.fillRect(0, 0, width, height);
    const [x, y, r] = [width / 2, height * 0.46, Math.min(width, height) * 0.2];
    const disc = (cx: number, cy: number, radius: number, colour: string) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(cx, cy, radius, 0, 2 * Math.PI);
      pen.fill();
    };
    disc(x, height * 1.02, r * 1.9, '#40504a');
    disc(x, y - r * 0.18, r * 1.12, hair);
    disc(x, y, r, skin);
    disc(x - r * 0.36, y - r * 0.1, r * 0.08, '#1c1c1c');
    disc(x + r * 0.36, y - r * 0.1, r * 0.08, '#1c1c1c');
    pen.strokeStyle = '#7c3f34';
    pen.lineWidth = r * 0.07;
    pen.beginPath();
    pen.arc(x, y + r * 0.2, r * 0.38, 0.15 * Math.PI, 0.85 * Math.PI);
    pen.stroke();
    pen.fillStyle = '#ffffff';
    pen.font = `600 ${r * 0.3}px sans-serif`;
    pen.fillText('LEFT', width * 0.04, height * 0.1);
  };
}

function drawScreen(pen: CanvasRenderingContext2D, width: number, height: number): void {
  pen.fillStyle = '#f5f5f2';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#28536b';
  pen.fillRect(0, 0, width, 56);
  pen.fillStyle = '#ffffff';
  pen.font = '600 28px sans-serif';
  pen.fillText('Order 4711', 24, 38);
  pen.fillStyle = '#c9c9c2';
  for (let row = 0; row < 8; row++) pen.fillRect(24, 96 + row * 74, width - 48 - (row % 3) * 180, 40);
  pen.strokeStyle = '#c0352b';
  pen.lineWidth = 8;
  pen.strokeRect(4, 4, width - 8, height - 8);
}
