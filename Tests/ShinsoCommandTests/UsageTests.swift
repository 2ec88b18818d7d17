import Testing

/// A command line that cannot be meant: one line, exit code 2.
@Suite struct UsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: String
    let hint: String
    var testDescription: String { arguments }

    init(_ arguments: String, _ hint: String) {
      self.arguments = arguments
      self.hint = hint
    }
  }

  @Test(arguments: [
    Case("nonsense", "nonsense"),
    Case("list --bogus", "--bogus"),
    Case("train", "name a system (shinso list) or a run by --config"),
    Case("train letnet", "letnet: is no system; there are lenet"),
    Case("evaluate letnet", "letnet: is no system"),
    Case("predict letnet --sample /dev/null", "letnet: is no system"),
    Case("features letnet --data . -o x.npz", "letnet: is not in the zoo"),
    Case("train lenet --bogus", "--bogus"),
    Case(
      "train lenet --cost 3",
      "--cost: `train lenet` has no such option; it has --accumulate, --average, --bal"),
    Case("train lenet --folds 3", "--folds: `train lenet` has no such option"),
    Case("train pretrained-svm --batch-size 3", "--batch-size: `train pretrained-svm` has"),
    Case("train lenet --epochs 0", "--epochs 0: must be at least 1"),
    Case("train lenet --epochs many", "many"),
    Case("train lenet --iterations 99999999999999999999", "--iterations"),
    Case("train lenet --iterations 2000000000", "--iterations 2000000000"),
    Case("train lenet --batch-size 0", "--batch-size 0"),
    Case("train lenet --batchsize 70000", "70000: must be from 1 to 65536"),
    Case("train lenet --learning-rate nan", "--learning-rate nan: must be positive"),
    Case("train lenet --learning-rate=-1", "--learning-rate -1.0: must be positive"),
    Case("train pretrained-svm --cost 0", "--cost 0.0: must be positive"),
    Case("train pretrained-svm --cost=1,x", "--cost 1,x: must be positive"),
    Case("train pretrained-svm --gamma 2", "--gamma 2.0: belongs to --kernel rbf"),
    Case("train lenet --epochs 2 --iterations 3", "give either --epochs or --iterations"),
    Case("train lenet --optimizer sdg", "--optimizer sdg: must be sgd, nesterov, adam"),
    Case("train lenet --schedule cosin", "--schedule cosin: must be constant, inverse"),
    Case("train lenet --optimizer adam --momentum 0.9", "--momentum 0.9: adam has no momentum"),
    Case("train lenet --momentum 1", "--momentum 1.0: must be at least 0 and below 1"),
    Case("train lenet --average 1", "--average 1.0: must be between 0 and 1"),
    Case("train lenet --weight-decay=-1", "--weight-decay -1.0: must be 0 or positive"),
    Case("train lenet --warm-up 0", "--warm-up 0: must be at least 1"),
    Case("train lenet --evaluate-every 0", "--evaluate-every 0: must be at least 1"),
    Case("train lenet --clip-value 0", "--clip-value 0.0: must be positive"),
    Case("train lenet --time-limit 1e308h", "--time-limit 1e308h: must be as 90s, 30m or 2h"),
    Case("train lenet --model x", "--model"),
    Case("train lenet --network x", "--network: `train lenet` has no such option"),
    Case("train pretrained-svm --optimizer sgd", "--optimizer: `train pretrained-svm` has no"),
    Case("train --config .", "--config: name the new run's folder by -o"),
    Case("evaluate pretrained-mlp --network x", "--network: `evaluate pretrained-mlp` has no"),
    Case("evaluate lenet --layer x", "--layer"),
    Case("evaluate imagenet --model x", "--model: `evaluate imagenet` has no such option"),
    Case("predict lenet --data x --sample /dev/null", "--data"),
    Case("predict pretrained-svm --network x --sample /dev/null", "--network: `predict pretr"),
    Case("predict imagenet --model x --sample /dev/null", "--model: `predict imagenet` has no"),
    Case("train pretrained-svm --folds 1", "--folds 1: must be at least 2"),
    Case("train pretrained-svm --cost 1,,2", "--cost 1,,2: must be positive"),
    Case("train pretrained-svm --kernel cubic", "--kernel cubic: must be linear or rbf"),
    Case("train lenet --time-limit soon", "--time-limit soon: must be as 90s, 30m or 2h"),
    Case("train lenet --patience 0", "--patience 0: must be at least 1"),
    Case("compare", "<runs>"),
    Case("predict lenet", "--sample"),
    Case("predict lenet --sample", "--sample"),
    Case("predict lenet --top 0 --sample /dev/null", "--top 0: must be at least 1"),
    Case("predict efficientnet-lite0 --layer pool --sample /dev/null", "--layer"),
    Case("bench letnet", "letnet: is no network that can be timed"),
    Case("bench lenet --threads 0", "--threads 0"),
    Case("bench lenet --threads 100000", "--threads 100000: must be from 1 to 1024"),
    Case("bench lenet --runs 0", "--runs 0"),
    Case("zoo get letnet", "letnet: is not in the zoo"),
    Case("zoo show letnet", "letnet: is not in the zoo"),
    Case("data get letters", "letters: is not in the data catalog; it has: mnist-5k"),
  ]) func wrongCommandLines(line: Case) throws {
    try Workplace.with { place in
      let outcome = try place.run(line.arguments.split(separator: " ").map(String.init))
      expectError(outcome, 2, line.hint)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(!place.exists("runs"))
    }
  }
}
