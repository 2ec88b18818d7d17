import CKernels
import Foundation
import Synchronization

/// The processor that this process runs on.
public enum Processor {
  /// An instruction set for which the kernels have a variant.
  public enum InstructionSet: String, Sendable, Hashable {
    case avx512 = "AVX-512"
    case avx2 = "AVX2"
    /// The compiler's own code for plain vectors.
    case neon = "NEON"
    case sse2 = "SSE2"

    init(_ isa: shinso_isa_t) {
      switch isa {
      case SHINSO_ISA_AVX512: self = .avx512
      case SHINSO_ISA_AVX2: self = .avx2
      default:
        #if arch(arm64)
          self = .neon
        #else
          self = .sse2
        #endif
      }
    }
  }

  /// The best instruction set that the processor has.
  public static var bestInstructionSet: InstructionSet { InstructionSet(shinso_processor_isa()) }

  /// The instruction set that the kernels use: the best one, unless the environment variable
  /// `SHINSO_ISA` sets a lower one.
  public static var usedInstructionSet: InstructionSet { InstructionSet(shinso_isa()) }

  /// The number of cores that this process may use; fewer than it sees where processes share them.
  public package(set) static var coreCount: Int {
    get {
      let share = share.load(ordering: .relaxed)
      return share > 0 ? share : ProcessInfo.processInfo.activeProcessorCount
    }
    set { share.store(newValue, ordering: .relaxed) }
  }

  private static let share = Atomic<Int>(0)

  /// The manufacturer's name for it, or the architecture if the system does not report a name.
  public static var model: String {
    #if os(Linux)
      let lines =
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
        .split(separator: "\n") ?? []
      // arm64 has no such line.
      if let line = lines.first(where: { $0.hasPrefix("model name") }),
        let colon = line.firstIndex(of: ":")
      {
        return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      }
    #else
      var text = [CChar](repeating: 0, count: 256)
      var size = text.count - 1
      if sysctlbyname("machdep.cpu.brand_string", &text, &size, nil, 0) == 0 {
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    #endif
    #if arch(arm64)
      return "arm64"
    #else
      return "x86-64"
    #endif
  }
}
