import Foundation
import ShinsoTensor

/// Reads the bytes. It may throw an `InputError`; everything else is a fault: a trap, another
/// error, an access outside a buffer, unlimited memory.
typealias Reader = @Sendable ([UInt8]) throws -> Void

private let name = ProcessInfo.processInfo.environment["SHINSO_FUZZ_READER"] ?? ""

/// The reader that SHINSO_FUZZ_READER selects.
private let reader: Reader = {
  let readers = formatReaders.merging(collectionReaders) { $1 }.merging(runReaders) { $1 }
    .merging(textReaders) { $1 }.merging(speechReaders) { $1 }
  guard let reader = readers[name] else {
    let known = readers.keys.sorted().joined(separator: " ")
    FileHandle.standardError.write(Data("SHINSO_FUZZ_READER: one of \(known)\n".utf8))
    exit(2)
  }
  return reader
}()

/// Runs before libFuzzer reads its folders.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> CInt {
  if name == "checkpoint" {
    do { try writeCheckpoint(URL(filePath: "seeds/own")) } catch { fatalError("\(error)") }
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try reader(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch let error as InputError {
    precondition(!error.description.contains("\n"), "the message has several lines: \(error)")
  } catch {
    fatalError("an error other than InputError: \(error)")
  }
  return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int) -> Int

/// libFuzzer's own mutations. After most of them the checksums are corrected; otherwise only the
/// first lines of a reader would ever see the changes.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateAndMend(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  let count = mutate(bytes, count, limit)
  if seed % 8 != 0 { CheckSums.mend(UnsafeMutableRawBufferPointer(start: bytes, count: count)) }
  return count
}
