import Foundation
import ShinsoTensor

/// Numbers of tokens, one after the other. Many of them lie in a file without a name, which the
/// system brings into memory and drops again as it is read, so that a text may be larger than memory.
public final class TokenIDs: @unchecked Sendable, RandomAccessCollection {
  private let base: UnsafeMutablePointer<Int32>
  private let isMapped: Bool
  public let count: Int

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public convenience init(_ ids: some Sequence<Int32>) {
    self.init(copying: Array(ids))
  }

  private init(copying ids: [Int32]) {
    base = .allocate(capacity: Swift.max(ids.count, 1))
    base.initialize(from: ids, count: ids.count)
    isMapped = false
    count = ids.count
  }

  private init(mapped base: UnsafeMutablePointer<Int32>, count: Int) {
    self.base = base
    isMapped = true
    self.count = count
  }

  deinit {
    if isMapped {
      munmap(base, count * MemoryLayout<Int32>.stride)
    } else {
      base.deallocate()
    }
  }

  public subscript(place: Int) -> Int32 {
    precondition((0..<count).contains(place), "TokenIDs: \(place) of \(count)")
    return base[place]
  }

  /// A part of the ids as they are in memory, for loops over many.
  public func withUnsafeBuffer<Result>(
    _ part: Range<Int>, _ body: (UnsafeBufferPointer<Int32>) throws -> Result
  ) rethrows -> Result {
    precondition(
      part.lowerBound >= 0 && part.upperBound <= count, "TokenIDs: \(part) of \(count)")
    return try body(UnsafeBufferPointer(start: base + part.lowerBound, count: part.count))
  }

  /// The ids as they are in memory, for digests.
  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    body(UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Int32>.stride))
  }

  /// Collects ids whose number is not known in advance.
  struct Writer {
    /// More of them go into the file.
    let limit: Int
    private(set) var count = 0
    private var pending: [Int32] = []
    private var file: Spool?

    init(limit: Int = 1 << 24) {
      self.limit = limit
    }

    /// - Throws: `InputError` if the file cannot be written.
    mutating func append(_ id: Int32) throws {
      pending.append(id)
      count += 1
      if pending.count >= limit { try flush() }
    }

    private mutating func flush() throws {
      let file = try self.file ?? Spool()
      self.file = file
      try pending.withUnsafeBytes { try file.append($0) }
      pending.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws -> TokenIDs {
      guard file != nil else { return TokenIDs(copying: pending) }
      try flush()
      guard let file, let base = file.map() else {
        throw InputError(Spool.folder, "its temporary file cannot be read")
      }
      return TokenIDs(mapped: base, count: count)
    }
  }

  /// The file: it has no name, so nobody else changes it and it ends with the process.
  private final class Spool {
    static var folder: String {
      ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    }

    private let descriptor: Int32
    private var byteCount = 0

    init() throws {
      var template = Array("\(Self.folder)/shinso-tokens-XXXXXX".utf8CString)
      descriptor = mkstemp(&template)
      guard descriptor >= 0 else {
        throw InputError(
          Self.folder, "cannot hold a temporary file of tokens; set TMPDIR to a folder that can")
      }
      unlink(template)
    }

    deinit { close(descriptor) }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
      var rest = bytes
      while !rest.isEmpty {
        let written = write(descriptor, rest.baseAddress, Swift.min(rest.count, 1 << 30))
        if written < 0, errno == EINTR { continue }
        guard written > 0 else {
          throw InputError(
            Self.folder,
            "has no room for a temporary file of tokens; set TMPDIR to a larger folder")
        }
        byteCount += written
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }

    func map() -> UnsafeMutablePointer<Int32>? {
      let place = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0)
      return place == MAP_FAILED ? nil : place?.assumingMemoryBound(to: Int32.self)
    }
  }
}
