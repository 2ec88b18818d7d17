#if os(Linux)
  import Glibc

  /// Starts this program anew with short waits, unless the environment already says how long to wait.
  ///
  /// GCC's OpenMP runtime lets a thread that waits for others spin for milliseconds before it sleeps.
  /// On a machine that does other work the awaited thread may need that very processor, and a training
  /// of small steps then takes up to thirty times as long. With 3,000 turns it is as fast on an idle
  /// machine and shares a busy one fairly. The runtime reads the setting before `main`, hence the new
  /// start, which keeps the process and takes some milliseconds.
  func restartWithShortWaits() {
    guard getenv("GOMP_SPINCOUNT") == nil, getenv("OMP_WAIT_POLICY") == nil else { return }
    setenv("GOMP_SPINCOUNT", "3000", 1)
    // By its own path: the process would be listed as `exe` otherwise.
    guard let path = realpath("/proc/self/exe", nil) else { return }
    execv(path, CommandLine.unsafeArgv)
    // Where that fails, it goes on as it is.
    free(path)
  }
#else
  func restartWithShortWaits() {}
#endif
