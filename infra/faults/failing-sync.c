// Loaded before libc (LD_PRELOAD), it lets the disk fail: once the file named by FAULT_TRIGGER exists, every fsync and fdatasync of
// a file whose name ends in FAULT_FILE answers EIO, and FAULT_HIT is made to show that it did.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
  const char *trigger = getenv("FAULT_TRIGGER"), *ending = getenv("FAULT_FILE"), *hit = getenv("FAULT_HIT");
  if (!trigger || !ending || !hit || access(trigger, F_OK) != 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < (ssize_t)strlen(ending)) return 0;
  path[length] = 0;
  if (strcmp(path + length - strlen(ending), ending) != 0) return 0;
  int made = open(hit, O_CREAT | O_WRONLY, 0600);
  if (made >= 0) close(made);
  errno = EIO;
  return 1;
}

int fsync(int fd) {
  if (fails(fd)) return -1;
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  if (fails(fd)) return -1;
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
