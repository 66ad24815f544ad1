/**
 * A platform that an image or a binary is built for, as `os/architecture[/variant]`.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#platform-variants
 */
export type Platform = (typeof PLATFORMS)[number];

/** A platform that a command-line binary is built for. */
export type BinaryPlatform = (typeof BINARY_PLATFORMS)[number];

/** The platforms of images. */
export const PLATFORMS = [
  'linux/386',
  'linux/amd64',
  'linux/arm/v5',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/arm64',
  'linux/mips64le',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
] as const;

/** The platforms of binaries. */
export const BINARY_PLATFORMS = [
  ...PLATFORMS,
  'darwin/amd64',
  'darwin/arm64',
  'windows/amd64',
  'windows/arm64',
] as const;
