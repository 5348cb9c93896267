using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Fixing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Training;

namespace Wfn.Tool.Commands;

/// <summary><c>compress</c>: a trained model becomes a .wfn file.</summary>
internal sealed class CompressCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "The trained model, an .onnx file." };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The .wfn file to write (default: beside the model, under its name).",
        HelpName = "file",
    };

    private readonly Option<string?> data = SharedOptions.Data(
        "--data", $"Training data; with it the network is retrained while its weights are fixed, without labels on the original's outputs: {SharedOptions.DataFormats}.");

    private readonly Option<string?> evaluation = SharedOptions.Data(
        "--eval", "Labelled data to measure accuracy (mean squared error, where labels are real numbers) on, before and after; it takes no part in training.");

    private readonly Option<string?> calibration = SharedOptions.Data(
        "--calibration", "Samples that decide the integer formats of activations; labels are not needed (default: the first of --data).");

    private readonly Option<string?> labelColumn = SharedOptions.LabelColumn();
    private readonly Option<string?> targetColumns = SharedOptions.TargetColumns();

    private readonly Option<string?> validation = SharedOptions.Data(
        "--validation", "Data to choose by while training (default: a part of --data that is held back).");

    private readonly Option<bool> lossless = new("--lossless")
    {
        Description = "Search for the smallest codebook that loses nothing, by a paired test on held-back data; the default with --data and "
            + "without --delta and --recluster. What --max-accuracy-loss allows may be lost.",
    };

    private readonly Option<int?> tries = NumberOption.Whole("--tries", "The most tries of the search (default: 8).", 1, 1000);

    private readonly Option<int?> maxEpochs = NumberOption.Whole(
        "--max-epochs", "The most epochs that the tries of the search may train in all (default: no limit).", 1, 1_000_000);

    private readonly Option<double?> timeBudget = NumberOption.Real(
        "--time-budget",
        "Minutes after which the search begins no further try (default: no limit). With it the result depends on the machine's speed.",
        "a number above 0",
        v => v > 0 && v <= 1_000_000);

    private readonly Option<double?> delta = NumberOption.Real(
        "--delta", "The relative distance a weight may move on average (default: 0.01, or the search's choice).", "a number between 0 and 1", v => v is > 0 and < 1);

    private readonly Option<double?> zeroThreshold = NumberOption.Real(
        "--zero-threshold",
        "Weights smaller than this may become zero; a power of two fits best (default: 0.0078125, or the search's choice).",
        "a number from 2^-30 to 1",
        v => v is >= 1.0 / (1 << 30) and < 1);

    private readonly Option<double[]?> fractions = NumberOption.Reals(
        "--fractions",
        "The fraction of all weights fixed after each round (default: 0.3,0.6,0.8,0.9,0.95,0.975,0.99,0.9975,0.999,1, or the search's choice).",
        "expected are ascending numbers above 0, the last one 1",
        f => f[0] > 0 && f[^1] == 1 && f.Zip(f.Skip(1)).All(pair => pair.First < pair.Second));

    private readonly Option<string?> distance = new("--distance")
    {
        Description = "What weights are moved by, and what --delta is a part of: |w - c| / |w|, or |w - c| (default: relative).",
    };

    private readonly Option<int?> highestOrder = NumberOption.Whole(
        "--highest-order",
        "The most powers of two beyond the first that rounds make a value of; 0 for powers of two alone (default: as many as it takes).",
        0,
        30);

    private readonly Option<int?> epochs = NumberOption.Whole("--epochs", "Epochs of training in each round (default: 3; 1 in a search).", 0, 100_000);

    private readonly Option<int?> polishEpochs = NumberOption.Whole(
        "--polish-epochs",
        "Epochs after the last round in which weights may still change between the codebook's values (default: 6; 12 in a search; none with --recluster).",
        0,
        100_000);

    private readonly Option<int?> fixedPointEpochs = NumberOption.Whole(
        "--fixed-point-epochs",
        "How many of the last of those epochs compute with activations in fixed point (default: 2).",
        0,
        100_000);

    private readonly Option<int?> values = NumberOption.Whole(
        "--values", "The most values, zero included, that polishing leaves on the codebook (default: 20, or the search's choice).", 2, 100_000);

    private readonly Option<double?> learningRate = NumberOption.Real(
        "--learning-rate", "The step length (default: found by a short test of step lengths).", "a number above 0 and at most 1", v => v is > 0 and <= 1);

    private readonly Option<string?> optimizer = new("--optimizer") { Description = "How gradients become steps (default: adam)." };

    private readonly TrainingConstantOptions constants = new();

    private readonly Option<int?> batchSize = NumberOption.Whole("--batch-size", "Samples a training step (default: 128).", 1, 1_000_000);
    private readonly Option<double?> distillation = NumberOption.Real(
        "--distillation",
        "The part of the loss that is the distance from the teacher's outputs rather than from the labels (default: 0; 0.7 with --teacher; 1 "
            + "without labels).",
        "a number from 0 to 1",
        v => v is >= 0 and <= 1);

    private readonly Option<string?> teacher = new("--teacher")
    {
        Description = "The network to learn from, an .onnx file with the same input and classes (default: the model itself).",
        HelpName = "file",
    };

    private readonly Option<double?> teacherTemperature = NumberOption.Real(
        "--teacher-temperature", "What softens the teacher's outputs (default: 3).", "a number above 0 and at most 100", v => v is > 0 and <= 100);

    private readonly Option<string?> task = new("--task")
    {
        Description = "What the output means where neither --data nor --eval has labels that tell: scores of classes, scores of classes for every "
            + "step, or real numbers (default: by its shape).",
    };

    private readonly Option<bool> flip = new("--flip") { Description = "Mirror half of the training images left to right." };

    private readonly Option<int?> shift = NumberOption.Whole(
        "--shift", "Move training images by up to so many pixels each way (default: 0).", 0, 1024);

    private readonly Option<int?> seed = NumberOption.Whole("--seed", "Decides the order of training samples (default: 1).", 0, int.MaxValue);
    private readonly Option<int?> threads = SharedOptions.Threads();

    private readonly Option<string> device = new("--device")
    {
        Description = "What computes the training; cuda needs an NVIDIA GPU and libtorch's CUDA package.",
        DefaultValueFactory = _ => CompressionSettings.CpuName,
    };

    private readonly Option<bool> noRetrain = new("--no-retrain")
    {
        Description = "Fix without training, in all rounds; --data then serves calibration only.",
    };

    private readonly Option<bool> recluster = new("--recluster")
    {
        Description = "The authors' method as published: cluster all weights from scratch in each round, polish nothing. Without this option, "
            + "retraining does the same and then polishes; fixing without retraining leaves weights where they were fixed.",
    };

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "A node or a parameter whose weights stay off the codebook; may be given several times.",
        HelpName = "node",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> maxAccuracyLoss = NumberOption.Real(
        "--max-accuracy-loss",
        "The most accuracy that may be lost on --eval, as a fraction: 0.01 is one point. Where more is lost, the exit code is 2 and the "
            + "result is kept as NAME.rejected.wfn.",
        "a number between 0 and 1",
        v => v is >= 0 and <= 1);

    private readonly Option<bool> keepBatchNorm = SharedOptions.KeepBatchNorm();
    private readonly Option<string> activationBits = new("--activation-bits")
    {
        Description = "The width of activations in fixed point.",
        DefaultValueFactory = _ => "8",
    };

    private readonly Option<bool> json = SharedOptions.Json();

    public CompressCommand(ToolConsole console)
        : base("compress", "Fix a model's weights to one small codebook and write it as a .wfn file.")
    {
        activationBits.AcceptOnlyFromAmong("8", "16");
        optimizer.AcceptOnlyFromAmong("adam", "sgd");
        distance.AcceptOnlyFromAmong(CompressionSettings.RelativeName, CompressionSettings.EuclideanName);
        device.AcceptOnlyFromAmong(CompressionSettings.CpuName, CompressionSettings.CudaName);
        task.AcceptOnlyFromAmong(TaskNames.Classes, TaskNames.Sequences, TaskNames.Regression);
        Add(model);
        Option[] options =
        [
            output, data, evaluation, validation, calibration, labelColumn, targetColumns, lossless, tries, maxEpochs, timeBudget, delta, zeroThreshold, fractions,
            distance, highestOrder, epochs, polishEpochs, fixedPointEpochs, values, optimizer, learningRate, batchSize, .. constants.All,
            distillation, teacher, teacherTemperature, task, flip, shift,
            seed, threads, device, noRetrain, recluster,
            exclude, maxAccuracyLoss, keepBatchNorm, activationBits, json,
        ];
        foreach (var option in options)
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetResult(maxAccuracyLoss) is not null && result.GetResult(evaluation) is null && !IsSearch(result))
            {
                result.AddError("--max-accuracy-loss needs --eval to measure on");
            }

            if (result.GetValue(lossless) && (!HasTraining(result) || result.GetValue(recluster)))
            {
                result.AddError("--lossless needs --data to retrain on, and goes with neither --no-retrain nor --recluster");
            }

            foreach (var option in new Option[] { validation, values, fixedPointEpochs, optimizer })
            {
                if (result.GetResult(option) is not null && !HasTraining(result))
                {
                    result.AddError($"{option.Name} is about retraining: give --data");
                }
            }

            constants.Check(result, HasTraining(result), optimizer, validation);
            foreach (var option in new Option[] { values, fixedPointEpochs, polishEpochs })
            {
                if (result.GetResult(option) is not null && result.GetValue(recluster))
                {
                    result.AddError($"{option.Name} is about polishing, which --recluster does without");
                }
            }

            foreach (var option in new Option[] { tries, maxEpochs, timeBudget })
            {
                if (result.GetResult(option) is not null && !IsSearch(result))
                {
                    result.AddError($"{option.Name} is for a search: give --data, and --lossless beside --delta");
                }
            }
        });
        SetAction((parsed, cancellation) =>
        {
            var outcome = ProgressDisplay.Run(console, progress => CompressionRun.Run(Read(parsed), progress, cancellation));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, outcome.Report);
            }
            else
            {
                CompressionTable.Write(new ResultWriter(console), outcome.Report);
            }

            if (outcome.Rejection is { } reason)
            {
                console.Error.WriteLine(reason);
            }

            return Task.FromResult(outcome.Rejection is null ? ExitCodes.Done : ExitCodes.LimitNotMet);
        });
    }

    private bool HasTraining(CommandResult result) => result.GetResult(data) is not null && !result.GetValue(noRetrain);

    private bool IsSearch(CommandResult result) => HasTraining(result) && !result.GetValue(recluster)
        && (result.GetValue(lossless) || result.GetResult(delta) is null);

    private CompressionSettings Read(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(model);
        var defaults = new FixingOptions();
        return new CompressionSettings
        {
            Model = path,
            Output = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".wfn"),
            Data = parsed.GetValue(data),
            Evaluation = parsed.GetValue(evaluation),
            Calibration = parsed.GetValue(calibration),
            Reading = SharedOptions.Reading(parsed, labelColumn, targetColumns),
            Fixing = defaults with
            {
                Delta = parsed.GetValue(delta) ?? defaults.Delta,
                ZeroThreshold = parsed.GetValue(zeroThreshold) ?? defaults.ZeroThreshold,
                Fractions = parsed.GetValue(fractions) is { Length: > 0 } given ? EquatableArray.Create<double>(given) : defaults.Fractions,
                Recluster = parsed.GetValue(recluster),
                Distance = parsed.GetValue(distance) == CompressionSettings.EuclideanName ? DistanceKind.Euclidean : DistanceKind.Relative,
                HighestOrder = parsed.GetValue(highestOrder),
            },
            Lossless = IsSearch(parsed.CommandResult),
            Validation = parsed.GetValue(validation),
            Delta = parsed.GetValue(delta),
            ZeroThreshold = parsed.GetValue(zeroThreshold),
            Fractions = parsed.GetValue(fractions) is { Length: > 0 } asked ? EquatableArray.Create<double>(asked) : null,
            Tries = parsed.GetValue(tries),
            MaxEpochs = parsed.GetValue(maxEpochs),
            TimeBudget = parsed.GetValue(timeBudget),
            Optimiser = parsed.GetValue(optimizer) switch { "adam" => OptimiserKind.Adam, "sgd" => OptimiserKind.Sgd, _ => null },
            FixedPointEpochs = parsed.GetValue(fixedPointEpochs),
            Epochs = parsed.GetValue(epochs),
            PolishEpochs = parsed.GetValue(polishEpochs),
            Values = parsed.GetValue(values),
            LearningRate = parsed.GetValue(learningRate),
            Constants = constants.Read(parsed),
            BatchSize = parsed.GetValue(batchSize),
            Distillation = parsed.GetValue(distillation),
            Teacher = parsed.GetValue(teacher),
            TeacherTemperature = parsed.GetValue(teacherTemperature),
            Task = TaskNames.Parse(parsed.GetValue(task)),
            Augmentation = new Augmentation { Flip = parsed.GetValue(flip), Shift = parsed.GetValue(shift) ?? 0 },
            Seed = parsed.GetValue(seed),
            Threads = parsed.GetValue(threads) ?? 0,
            Device = parsed.GetValue(device) == CompressionSettings.CudaName ? TrainingDevice.Cuda : TrainingDevice.Cpu,
            Retrain = !parsed.GetValue(noRetrain),
            Exclude = EquatableArray.Create<string>(parsed.GetValue(exclude) ?? []),
            MaxAccuracyLoss = parsed.GetValue(maxAccuracyLoss),
            FoldBatchNorm = !parsed.GetValue(keepBatchNorm),
            ActivationBits = parsed.GetValue(activationBits) == "16" ? 16 : 8,
        };
    }
}
