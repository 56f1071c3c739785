#include "parse/sandbox/syscall_filter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>

#include "parse/sandbox/sanitized.h"

namespace edify::parse {
namespace {

struct Release {
  void operator()(void* context) const { ::seccomp_release(context); }
};

// Remembers its first failure; the numbers of calls that the processor does not have are left out by libseccomp.
class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {
    note(::seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    note(::seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
    note(::seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));  // a tree, not a list
  }

  void allow(std::initializer_list<int> calls) {
    for (const int call : calls) note(::seccomp_rule_add(context_.get(), SCMP_ACT_ALLOW, call, 0));
  }
  void allow_if(int call, scmp_arg_cmp condition) {
    note(::seccomp_rule_add(context_.get(), SCMP_ACT_ALLOW, call, 1, condition));
  }
  void kill(std::initializer_list<int> calls) {
    for (const int call : calls) note(::seccomp_rule_add(context_.get(), SCMP_ACT_KILL_PROCESS, call, 0));
  }

  // 0 or an errno, negative.
  int load() {
    if (error_ == 0) note(::seccomp_load(context_.get()));
    return error_;
  }

 private:
  void note(int result) {
    if (error_ == 0 && result < 0) error_ = result;
  }

  std::unique_ptr<void, Release> context_;
  int error_ = 0;
};

void allow_memory(Filter& filter) {
  filter.allow(
      {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mincore), SCMP_SYS(membarrier)});
  // All code is mapped by now: what comes later would be an attacker's.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    filter.allow_if(call, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  }
}

// Landlock decides which files; nothing is opened for writing or made. openat2 hides its flags from the filter.
void allow_reading(Filter& filter) {
  filter.allow({SCMP_SYS(read),       SCMP_SYS(readv),      SCMP_SYS(pread64),     SCMP_SYS(preadv),
                SCMP_SYS(lseek),      SCMP_SYS(close),      SCMP_SYS(close_range), SCMP_SYS(fstat),
                SCMP_SYS(newfstatat), SCMP_SYS(stat),       SCMP_SYS(lstat),       SCMP_SYS(statx),
                SCMP_SYS(access),     SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),  SCMP_SYS(readlink),
                SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),      SCMP_SYS(fadvise64)});
  constexpr std::uint64_t changes = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  filter.allow_if(SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, changes, O_RDONLY));
  filter.allow_if(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, changes, O_RDONLY));
  // Not F_SETOWN and F_SETSIG, which send signals to other processes.
  for (const int command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL}) {
    filter.allow_if(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command)));
  }
}

// The one that is open already: nothing makes or connects another.
void allow_its_socket(Filter& filter) {
  filter.allow(
      {SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(poll), SCMP_SYS(ppoll)});
}

void allow_threads_and_clocks(Filter& filter) {
  filter.allow({SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(rseq),
                SCMP_SYS(set_tid_address), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(sched_yield),
                SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
                SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
                SCMP_SYS(restart_syscall), SCMP_SYS(pause)});
  // A thread, not a process. clone3 hides its flags from the filter; glibc turns to clone where it is not there.
  filter.allow_if(SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

void allow_asking_about_itself(Filter& filter) {
  filter.allow({SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
                SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(sysinfo),
                SCMP_SYS(uname), SCMP_SYS(getrandom), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
                SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack)});
  filter.allow_if(SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));  // without a new limit
  filter.allow_if(SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  // abort() signals its own thread.
  filter.allow_if(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
}

// No library asks for these to see whether they are there.
void kill_for_attacks(Filter& filter) {
  filter.kill({SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
               SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal),
               SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)});
  filter.kill({SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
               SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(io_uring_setup)});
  filter.kill({SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
               SCMP_SYS(chroot), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key),
               SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
               SCMP_SYS(userfaultfd), SCMP_SYS(setuid), SCMP_SYS(setgid)});
}

}  // namespace

Result<void> filter_system_calls() {
  Filter filter;
  allow_memory(filter);
  allow_reading(filter);
  allow_its_socket(filter);
  allow_threads_and_clocks(filter);
  allow_asking_about_itself(filter);
  // They look at memory through a pipe, and stop and walk their own threads.
  if constexpr (is_sanitized) filter.allow({SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(prctl)});
  kill_for_attacks(filter);
  const int error = filter.load();
  if (error == 0) return {};
  return fail(ErrorCode::unavailable,
              fmt::format("the kernel does not take a filter of system calls: {}", std::strerror(-error)),
              "sandbox_unavailable");
}

}  // namespace edify::parse
