/// The version of Shinso, defined only here. It follows Semantic Versioning (semver.org);
/// CHANGELOG.md lists the changes of each version.
public enum Version {
  public static let current = "0.1.0"
}
