/** Cases and topologies are written on 127.0.0.0/16; each run moves them to a 127.NET.0.0/16 of its own, so that runs do not meet. */

/** Every address 127.0.x.y in the value's texts becomes 127.NET.x.y. `net`: 0..255. */
export const moveToNet = <T>(value: T, net: number): T =>
  JSON.parse(JSON.stringify(value).replace(/\b127\.0\.(?=\d+\.\d+\b)/g, `127.${net}.`)) as T
