/// Preloaded into gcc's compiler proper (cc1plus), this keeps a compiler warm: at the point where it has read its
/// precompiled header and is about to open the sketch, it stops and serves requests instead, each in a fork of
/// itself. Reading the header costs more than compiling a sketch.
///
/// The compiler is started on a file that includes `sketch.cpp`, in the folder where it will always work. A request
/// is a line on stdin, its fields separated by TAB; the answer is the wait status in decimal, a line on stdout:
///   ready                         nothing; answered as soon as anything is
///   compile  SECONDS              compile sketch.cpp; SECONDS of processor time are allowed
///   run      SECONDS  PROGRAM...  run a program, for what comes before and after a compilation
/// What either prints stands in the file `messages` then.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kLongestRequest = 1 << 16, kMostFields = 512 };

static const char kSketch[] = "sketch.cpp";
static const char kAssembly[] = "sketch.s";

typedef int (*Open)(const char*, int, ...);

/// The compiler opened its output before it came here; a fork needs one of its own behind the same number.
static void RenewOutput(Open open_file) {
  char link[64];
  char target[4096];
  for (int fd = 3; fd < 64; ++fd) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, target, sizeof target - 1);
    if (length <= 0) continue;
    target[length] = '\0';
    const char* name = strrchr(target, '/');
    // Of a file that was removed since, the system says so behind its name.
    if (name == NULL || strncmp(name + 1, kAssembly, strlen(kAssembly)) != 0) continue;
    const int fresh = open_file(kAssembly, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fresh < 0 || dup2(fresh, fd) < 0) _exit(126);
    close(fresh);
  }
}

static void PrepareChild(Open open_file, const char* seconds) {
  const struct rlimit cpu = {(rlim_t)atoi(seconds), (rlim_t)atoi(seconds) + 1};
  setrlimit(RLIMIT_CPU, &cpu);
  const int messages = open_file("messages", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int nothing = open_file("/dev/null", O_RDONLY);
  if (messages < 0 || nothing < 0) _exit(126);
  dup2(nothing, 0);
  dup2(messages, 1);
  dup2(messages, 2);
}

static int ReadRequest(char* line) {
  size_t length = 0;
  while (length < kLongestRequest - 1) {
    if (read(0, line + length, 1) != 1) return 0;
    if (line[length] == '\n') break;
    ++length;
  }
  line[length] = '\0';
  return 1;
}

/// Returns in forks that are to compile; the server itself ends here with its stdin.
static void Serve(Open open_file) {
  static char line[kLongestRequest];
  unsetenv("LD_PRELOAD");
  while (ReadRequest(line)) {
    char* fields[kMostFields + 1];
    int count = 0;
    char* rest = line;
    while (rest != NULL && count < kMostFields) fields[count++] = strsep(&rest, "\t");
    fields[count] = NULL;
    if (strcmp(fields[0], "ready") == 0) {
      if (write(1, "0\n", 2) != 2) break;
      continue;
    }
    const int compile = strcmp(fields[0], "compile") == 0;
    if (count < (compile ? 2 : 3)) _exit(126);
    // Another program needs no copy of this one's memory.
    const pid_t child = compile ? fork() : vfork();
    if (child == 0) {
      PrepareChild(open_file, fields[1]);
      if (compile) {
        RenewOutput(open_file);
        return;
      }
      execvp(fields[2], fields + 2);
      fprintf(stderr, "cannot start %s\n", fields[2]);
      _exit(127);
    }
    int status = 126 << 8;
    if (child > 0) waitpid(child, &status, 0);
    char answer[32];
    const int length = snprintf(answer, sizeof answer, "%d\n", status);
    if (write(1, answer, (size_t)length) != length) break;
  }
  _exit(0);
}

int open(const char* path, int flags, ...) {
  static Open open_file = NULL;
  static int served = 0;
  if (open_file == NULL) *(void**)&open_file = dlsym(RTLD_NEXT, "open");
  va_list arguments;
  va_start(arguments, flags);
  const int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
  va_end(arguments);
  const char* name = strrchr(path, '/');
  name = name == NULL ? path : name + 1;
  if (!served && strcmp(name, kSketch) == 0) {
    served = 1;
    Serve(open_file);
  }
  return open_file(path, flags, mode);
}
