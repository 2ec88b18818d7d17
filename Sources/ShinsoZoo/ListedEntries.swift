import ShinsoTensor

/// What a list of a user's entries has, and what is wrong with some of them.
public struct ListedEntries {
  public internal(set) var entries: [ZooEntry] = []
  /// Of entries that cannot be used.
  public private(set) var problems: [any Error] = []
  private var problemsByID: [String: any Error] = [:]
  /// Of the first entry that has no name by which anybody could ask for it.
  private var namelessProblem: (any Error)?

  mutating func add(_ id: String?, _ problem: any Error) {
    problems.append(problem)
    if let id, (try? ZooName.check(id, of: id)) != nil {
      problemsByID[id] = problem
    } else if namelessProblem == nil {
      namelessProblem = problem
    }
  }

  /// The entry of that id; nil if there is none.
  ///
  /// - Throws: `InputError` if it cannot be used.
  func entry(_ id: String) throws -> ZooEntry? {
    if let problem = problemsByID[id] { throw problem }
    return entries.first { $0.id == id }
  }

  /// - Throws: `InputError` about an entry without a proper name, which may be the one that is not
  ///   found.
  func checkNames() throws {
    if let namelessProblem { throw namelessProblem }
  }
}
