/// The version of Shinso, the one place that has it. Follows Semantic Versioning (semver.org);
/// CHANGELOG.md says what each version brought.
public enum Version {
  public static let current = "0.1.0"
}
