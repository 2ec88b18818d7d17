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
    Case("nonsense", "unknown command 'nonsense' (shinso --help)"),
    Case("traim lenet", "unknown command 'traim'; did you mean 'train'? (shinso --help)"),
    Case("zoo lst", "unknown command 'zoo lst'; did you mean 'zoo list'? (shinso zoo --help)"),
    Case("lenet --epochs 3", "lenet is a system; first say what it is to do, as in: shinso train"),
    Case("--bogus", "Unknown option '--bogus' (shinso --help)"),
    Case("list --bogus", "Unknown option '--bogus' (shinso list --help)"),
    Case("data get", "(shinso data get --help)"),
    Case("train", "name a system (shinso list) or a run by --config"),
    Case("train --config", "name a system (shinso list) or a run by --config"),
    Case("train --epochs 3", "--epochs: name a system (shinso list) or a run by --config"),
    Case("train letnet", "unknown system 'letnet'; did you mean 'lenet'? (shinso list)"),
    Case("train letnet --help", "unknown system 'letnet'; did you mean 'lenet'?"),
    Case("train transformer", "unknown system 'transformer' (shinso list)"),
    Case("train imagenet", "imagenet has no `train`; it has evaluate, predict"),
    Case("train lenet mlp", "Unexpected argument 'mlp' (shinso train lenet --help)"),
    Case("evaluate", "name a system (shinso list)"),
    Case("evaluate --json", "--json: name a system first (shinso list)"),
    Case("evaluate letnet", "unknown system 'letnet'; did you mean 'lenet'?"),
    Case("predict letnet --sample /dev/null", "unknown system 'letnet'; did you mean 'lenet'?"),
    Case("predict pretrained-smv", "did you mean 'pretrained-svm'?"),
    Case("generate lenet", "lenet has no `generate`; it has train, evaluate, predict"),
    Case("visualize letnet", "unknown system 'letnet'"),
    Case(
      "visualize lenet salincy",
      "unknown command 'visualize lenet salincy'; did you mean 'visualize lenet saliency'?"),
    Case("visualize lenet saliency", "--sample: name one picture or more"),
    Case("visualize lenet saliency --sample a.png --unit 3", "--unit: belongs to --layer"),
    Case(
      "visualize lenet saliency --sample a.png --class 3 --layer conv1",
      "give either --class or --layer"),
    Case("visualize lenet optimal --steps 0", "'--steps <steps>': must be 1 to 100000"),
    Case("visualize lenet filters -o filters.svg", "name a file that ends in .png or .html"),
    Case("visualize lenet page --sample a.png -o page.png", "name a file that ends in .html"),
    Case("visualize lenet embedding", "--data"),
    Case("features letnet --data . -o x.npz", "letnet: unknown network; did you mean 'lenet'?"),
    Case("summary letnet", "letnet: unknown network; did you mean 'lenet'? (shinso zoo list)"),
    Case("summary transformer-xl-large", "unknown network; there are mlp, lenet"),
    Case("summary rnnlm", "rnnlm: is a system that has no network for pictures"),
    Case("train lenet --bogus", "Unknown option '--bogus'"),
    Case("train lenet --unit relu", "Unknown option '--unit'"),
    Case("train lenet --hidden 30", "Unknown option '--hidden'"),
    Case("train lenet --cost 3", "Unknown option '--cost'"),
    Case("train lenet --folds 3", "Unknown option '--folds'"),
    Case("train pretrained-svm --batch-size 3", "Unknown option '--batch-size'"),
    Case(
      "train lenet --epochs 0",
      "invalid for '--epochs <epochs>': must be 1 to 1000000000 (shinso train lenet --help)"),
    Case(
      "train lenet --epochs -3",
      "The value '-3' is invalid for '--epochs <epochs>': must be 1 to 1000000000 (shinso train"),
    Case("train lenet --plot -3", "'--plot' does not take any value, but '-3' was specified"),
    Case("train lenet --epochs many", "The value 'many' is invalid for '--epochs <epochs>'"),
    Case("train lenet --epochs", "Missing value for '--epochs <epochs>'"),
    Case("train lenet --iterations 99999999999999999999", "'--iterations <iterations>': must be 1"),
    Case("train lenet --iterations 2000000000", "'--iterations <iterations>': must be 1"),
    Case("train lenet --batch-size 0", "'--batch-size <batch-size>': must be 1 to 65536"),
    Case("train lenet --batchsize 70000", "The value '70000' is invalid for '--batchsize"),
    Case("evaluate lenet --batch-size 0", "'--batch-size <batch-size>': must be 1 to 65536"),
    Case("train lenet --learning-rate nan", "<learning-rate>': must be positive"),
    Case("train lenet --learning-rate -1", "<learning-rate>': must be positive"),
    Case("train pretrained-svm --cost 0", "'--cost <cost>': must be positive, separated by commas"),
    Case("train pretrained-svm --cost=1,x", "The value '1,x' is invalid for '--cost <cost>'"),
    Case("train pretrained-svm --gamma 2", "--gamma 2.0: belongs to --kernel rbf"),
    Case("train lenet --epochs 2 --iterations 3", "give either --epochs or --iterations"),
    Case("train lenet --optimizer sdg", "<optimizer>': must be sgd, nesterov, adam"),
    Case("train lenet --schedule cosin", "<schedule>': must be constant, inverse"),
    Case("train lenet --optimizer adam --momentum 0.9", "--momentum 0.9: adam has no momentum"),
    Case("train lenet --momentum 1", "<momentum>': must be at least 0 and below 1"),
    Case("train lenet --average 1", "<average>': must be between 0 and 1"),
    Case("train lenet --weight-decay=-1", "<weight-decay>': must be 0 or positive"),
    Case("train lenet --warm-up 0", "<warm-up>': must be 1 to 1000000000"),
    Case("train lenet --evaluate-every 0", "<evaluate-every>': must be 1 to 1000000000"),
    Case("train lenet --clip-value 0", "<clip-value>': must be positive"),
    Case("train lenet --time-limit 1e308h", "<time-limit>': must be as 90s, 30m or 2h"),
    Case("train lenet --time-limit soon", "<time-limit>': must be as 90s, 30m or 2h"),
    Case("train lenet --patience 0", "<patience>': must be 1 to 1000000000"),
    Case("train lenet --seed=-1", "'--seed <seed>': must be 0 to 18446744073709551615"),
    Case("train lenet --model x", "Unknown option '--model'"),
    Case("train lenet --network x", "Unknown option '--network'"),
    Case("train mlp --hidden 300,0", "'--hidden <hidden>': must be 1 to 65536"),
    Case("train mlp --activation step", "'--activation <activation>'"),
    Case("train pretrained-svm --optimizer sgd", "Unknown option '--optimizer'"),
    Case("evaluate pretrained-mlp --network x", "Unknown option '--network'"),
    Case("evaluate lenet --layer x", "Unknown option '--layer'"),
    Case("evaluate imagenet --model x", "Unknown option '--model'"),
    Case("predict lenet --data x --sample /dev/null", "Unknown option '--data'"),
    Case("predict pretrained-svm --network x --sample /dev/null", "Unknown option '--network'"),
    Case("predict imagenet --model x --sample /dev/null", "Unknown option '--model'"),
    Case("train pretrained-svm --folds 1", "'--folds <folds>': must be 2 to 1000000000"),
    Case("train pretrained-svm --cost 1,,2", "The value '1,,2' is invalid for '--cost <cost>'"),
    Case("train pretrained-svm --kernel cubic", "'linear' and 'rbf'"),
    Case("train finetune --train none", "'--train <train>': must be all, last or last-K as last-3"),
    Case("train finetune --pretrained-rate 0", "'--pretrained-rate <pretrained-rate>': must be"),
    Case("train finetune --layer fc7", "Unknown option '--layer'"),
    Case("train pretrained-svm --pool max", "'--pool <pool>'"),
    Case("evaluate imagenet --crops 5", "'--crops <crops>': must be 1 or 10"),
    Case("compare", "<runs>"),
    Case("predict lenet", "--sample: name one file or more"),
    Case("predict lenet --sample", "--sample"),
    Case("predict lenet --sample a.png --json --csv", "give either --json or --csv"),
    Case("predict lenet --top 0 --sample /dev/null", "'--top <top>': must be 1 to 1000000000"),
    Case("predict efficientnet-lite0 --layer pool --sample /dev/null", "Unknown option '--layer'"),
    Case("bench letnet", "letnet: unknown network"),
    Case("bench lenet --batch-size 0", "'--batch-size <batch-size>': must be 1 to 65536"),
    Case("bench lenet --threads 0", "'--threads <threads>': must be 1 to 1024"),
    Case("bench lenet --threads 100000", "'--threads <threads>': must be 1 to 1024"),
    Case("bench lenet --runs 0", "'--runs <runs>': must be 1 to 1000000000"),
    Case("zoo get letnet", "letnet: unknown network; did you mean 'lenet'?"),
    Case("zoo get densenet121", "densenet121: there are no weights to fetch; train it"),
    Case("zoo show lenet --optimized", "--optimized: belongs to --dot or --svg"),
    Case("zoo show lenet --svg lenet.png", "--svg lenet.png: the picture is an SVG file"),
    Case("predict rntn Fine. -o tree.png", "--output tree.png: the picture is an SVG file"),
    Case("visualize dbn -o codes.svg", "--output codes.svg: the picture is a PNG file"),
    Case("train finetune --from-scratch --pretrained-rate 0.5", "--pretrained-rate 0.5: nothing"),
    Case("zoo show letnet", "letnet: unknown network"),
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
