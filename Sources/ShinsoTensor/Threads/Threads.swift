import CKernels

/// The number of threads that compute.
public enum Threads {
  public static var count: Int {
    get { Int(shinso_max_threads()) }
    set { shinso_set_threads(Int32(clamping: newValue)) }
  }
}
