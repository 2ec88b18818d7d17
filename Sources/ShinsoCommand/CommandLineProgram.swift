import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// The command line as a library, so that a program of one's own can add systems to it.
public enum CommandLineProgram {
  /// Runs the command that the process was started with, and exits. One `error:` line on standard error and exit code 1; 2 for a wrong command line.
  public static func main() {
    unblockStopSignals()
    HostAllocator.shared.onLackOfMemory { byteCount in
      fail("out of memory: \(byteCount >> 20) MiB are not to be had; try a smaller --batch-size", 1)
    }
    if let number = firstArgumentThatIsNotUTF8 {
      fail("argument \(number) is not valid UTF-8", 2)
    }
    if let option = CommandLineWords.emptyName(CommandLineWords.all) {
      fail("\(option): the name is empty", 2)
    }
    do {
      var command = try Shinso.parseAsRoot(CommandLineWords.all)
      if Ranks.areStarted, CommandLineWords.all.first != "train",
        !CommandLineWords.all.contains("--as-rank")
      {
        fail("mpirun: starts several processes, which only `shinso train` puts to use", 2)
      }
      try command.run()
      Ranks.end()
      // Their lines are printed.
      if SampleProblems.exist { exit(1) }
    } catch let interrupted as Interrupted {
      // The trainer has said how to resume. The code that a shell gives for the signal: 130, 143.
      Ranks.end()
      exit(128 + interrupted.signal)
    } catch let error as InputError {
      fail(error.description, 1)
    } catch let error as OpError {
      fail(error.description, 1)
    } catch let error as UsageError {
      fail(error.message, 2)
    } catch {
      let code = Shinso.exitCode(for: error)
      if code == .success {
        // The parser's own way to help does not lead to what stands for a file.
        let text = Shinso.fullMessage(for: error).replacing(
          "'shinso visualize help FILE <subcommand>'",
          with: "'shinso visualize FILE <subcommand> --help'")
        print(Shinso.message(for: error).isEmpty ? "" : text)
        exit(0)
      }
      if code == .validationFailure {
        let path = CommandPath(CommandLineWords.all)
        // Many values come as a list of lines.
        let message = Shinso.message(for: error)
          .replacing("following:\n  - ", with: "following: ").replacing("\n  - ", with: ", ")
        fail(path.unknownCommand?.message ?? "\(message) (\(path.help))", 2)
      }
      fail(error is ExitCode ? "stopped" : error.localizedDescription, 1)
    }
  }

  /// `CommandLine.arguments` has other characters in the place of what cannot be read.
  private static var firstArgumentThatIsNotUTF8: Int? {
    (1..<max(Int(CommandLine.argc), 1)).first { number in
      CommandLine.unsafeArgv[number].map { String(validatingCString: $0) == nil } ?? false
    }
  }

  /// Whoever started this process may have had them blocked, as the threads of Swift's concurrency
  /// and Dispatch do, and the mask is inherited.
  private static func unblockStopSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGHUP)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func fail(_ message: String, _ code: Int32) -> Never {
    Ranks.fail(message, code)
  }
}

/// A command line that cannot be meant.
struct UsageError: Error {
  let message: String
}

/// What a catalog knows by the id that was typed; a wrong id is a wrong command line.
///
/// - Parameter id: what was typed. What is wrong with another file, or a server, is none.
func known<Entry>(_ entry: @autoclosure () throws -> Entry, _ id: String? = nil) throws -> Entry {
  do {
    return try entry()
  } catch let error as InputError {
    if let id, error.subject != id, error.subject.contains("/") { throw error }
    throw UsageError(message: error.description)
  }
}

struct Shinso: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shinso",
    abstract: "Trains, tests and uses the systems of deep learning.",
    discussion: """
      EXAMPLES
        shinso list
        shinso train lenet --plot
        shinso train pretrained-mlp --data photos/ --plot
        shinso predict pretrained-mlp --sample shiba.jpeg
        shinso predict \(PretrainedNetwork.defaultName) --sample shiba.jpeg
      """,
    version: Version.current,
    subcommands: [
      List.self, Train.self, Evaluate.self, Predict.self, Generate.self, Translate.self,
      Nearest.self, Analogy.self, Visualize.self, History.self, Compare.self, Features.self,
      Summary.self,
      Bench.self, Inspect.self, Zoo.self, DataCommand.self, Serve.self, Doctor.self,
    ],
    // Of -h, see `CommandLineWords`.
    helpNames: .long)
}
