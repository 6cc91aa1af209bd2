/** Larger encoded pictures are refused unread. */
export const maxPictureBytes = 32 * 1024 * 1024;
