/// The dotted path of the module that is being called, for messages.
public enum CallPath {
  @TaskLocal public static var current = ""
}
