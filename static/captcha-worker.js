// Solves the puzzles of a form's check away from the page: for each place, the first number whose SHA-256 with the
// seed begins with enough zero bits. Our own SHA-256, because browsers keep theirs from pages on plain http; each
// message is 40 bytes, so it is one block whose first eight words are the seed.
"use strict";
var K = constants(64, 1 / 3), START = constants(8, 1 / 2), W = new Int32Array(64);

function constants(count, power) {
  // The fractions of the roots of the first primes, as the standard defines them.
  var found = new Int32Array(count), taken = 0;
  for (var candidate = 2; taken < count; candidate++) {
    var prime = true;
    for (var divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (prime) found[taken++] = fraction(candidate, Math.round(1 / power));
  }
  return found;
}
function fraction(prime, root) {
  // Floats hold too few bits of a cube root, so its first 32 binary places are found one by one.
  var whole = Math.floor(Math.pow(prime, 1 / root) + 1e-9), value = BigInt(whole) << 32n, goal = BigInt(prime) << BigInt(32 * root);
  for (var bit = 31; bit >= 0; bit--) {
    var larger = value + (1n << BigInt(bit));
    if (larger ** BigInt(root) <= goal) value = larger;
  }
  return Number(value & 0xffffffffn) | 0;
}
function leading(words, place, number) {
  // The first word of the hash.
  var i, a, b, c, d, e, f, g, h, x, y, one, two;
  for (i = 0; i < 8; i++) W[i] = words[i];
  W[8] = place; W[9] = number; W[10] = 0x80000000 | 0;
  for (i = 11; i < 15; i++) W[i] = 0;
  W[15] = 320;
  for (i = 16; i < 64; i++) {
    x = W[i - 15]; y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
  }
  a = START[0]; b = START[1]; c = START[2]; d = START[3]; e = START[4]; f = START[5]; g = START[6]; h = START[7];
  for (i = 0; i < 64; i++) {
    one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
  }
  return a + START[0] | 0;
}
onmessage = function (event) {
  var task = event.data, words = new Int32Array(8), found = [];
  for (var i = 0; i < 8; i++) words[i] = parseInt(task.seed.slice(8 * i, 8 * i + 8), 16) | 0;
  for (var place = 0; place < task.puzzles; place++) {
    var number = 0;
    while (leading(words, place, number) >>> 32 - task.bits !== 0) number++;
    found.push(number);
    postMessage({ done: found.length });
  }
  postMessage({ numbers: found.join(",") });
};
