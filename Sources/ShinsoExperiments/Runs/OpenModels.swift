import Foundation
import Synchronization

/// Trained models that stay open from one question to the next, for a program that answers many, such
/// as a server. The command line answers one and keeps none.
public enum OpenModels {
  /// A model as the compute thread opened it. No other thread takes it.
  private struct Entry: @unchecked Sendable {
    let key: String
    let model: Any
  }

  private struct State {
    var limit = 0
    /// The one that was asked for last is at the end.
    var entries: [Entry] = []
  }

  private static let state = Mutex(State())

  /// Keeps so many models open from now on. Those that were not asked for the longest are closed first.
  public static func keep(_ count: Int) {
    state.withLock { state in
      state.limit = count
      state.entries.removeFirst(max(state.entries.count - count, 0))
    }
  }

  /// The model that the options name, opened anew if its file has changed.
  static func model<Model>(
    _ options: ModelOptions, of id: String, _ open: () throws -> Model
  ) throws -> Model {
    if state.withLock({ $0.limit }) == 0 { return try open() }
    return try model(TrainedModel.file(options.model, id), open)
  }

  /// The model in a file.
  static func model<Model>(_ file: URL, _ open: () throws -> Model) throws -> Model {
    guard state.withLock({ $0.limit }) > 0, let stamp = stamp(of: file) else { return try open() }
    let key = "\(Model.self) \(file.path) \(stamp)"
    let known = state.withLock { state -> Entry? in
      guard let place = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = state.entries.remove(at: place)
      state.entries.append(entry)
      return entry
    }
    if let model = known?.model as? Model { return model }
    let opened = Entry(key: key, model: try open())
    state.withLock { state in
      state.entries.removeAll { $0.key == key }
      state.entries.append(opened)
      state.entries.removeFirst(max(state.entries.count - state.limit, 0))
    }
    return try opened.model as? Model ?? open()
  }

  /// What changes when the file is replaced by another.
  private static func stamp(of file: URL) -> String? {
    guard let found = try? FileManager.default.attributesOfItem(atPath: file.path),
      let date = found[.modificationDate] as? Date, let size = found[.size] as? Int,
      let number = found[.systemFileNumber] as? Int
    else { return nil }
    return "\(date.timeIntervalSince1970) \(size) \(number)"
  }
}
