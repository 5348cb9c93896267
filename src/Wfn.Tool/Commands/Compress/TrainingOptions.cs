using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;
using Wfn.Training;

namespace Wfn.Tool.Commands.Compress;

/// <summary>How long the network is retrained, on what, and from whom it learns.</summary>
internal sealed class TrainingOptions : CompressOptions
{
    private readonly Option<int?> epochs = NumberOption.Whole(
        "--epochs", "Epochs of training in each round (default: 3; 1 in a search).", 0, 100_000);

    private readonly Option<int?> polishEpochs = NumberOption.Whole(
        "--polish-epochs",
        "Epochs after the last round in which weights may still change between the codebook's values (default: 6; 12 in a "
            + "search; none with --recluster).",
        0,
        100_000);

    private readonly Option<double?> learningRate = NumberOption.Real(
        "--learning-rate",
        "The learning rate (default: found by a short test of learning rates).",
        "a number above 0 and at most 1",
        v => v is > 0 and <= 1);

    private readonly Option<int?> batchSize = NumberOption.Whole("--batch-size", "Samples a training step (default: 128).", 1, 1_000_000);

    private readonly Option<string?> teacher = new("--teacher")
    {
        Description = "The network to learn from, an .onnx or .tflite file with the same input and classes (default: the model itself).",
        HelpName = "file",
    };

    private readonly Option<double?> distillation = NumberOption.Real(
        "--distillation",
        "The part of the loss that is the distance from the teacher's outputs rather than from the labels (default: 0; 0.7 with "
            + "--teacher; 1 without labels).",
        "a number from 0 to 1",
        v => v is >= 0 and <= 1);

    private readonly Option<bool> flip = new("--flip") { Description = "Mirror half of the training images left to right." };

    private readonly Option<int?> shift = NumberOption.Whole(
        "--shift", "Move training images by up to so many pixels each way (default: 0).", 0, 1024);

    private readonly Option<int?> seed = NumberOption.Whole(
        "--seed", "Decides the order of training samples (default: 1).", 0, int.MaxValue);
    private readonly Option<int?> threads = SharedOptions.Threads();

    private readonly Option<string> device = new("--device")
    {
        Description = "What computes the training; cuda needs an NVIDIA GPU and libtorch's CUDA package.",
        DefaultValueFactory = _ => CompressionSettings.CpuName,
    };

    public TrainingOptions() => device.AcceptOnlyFromAmong(CompressionSettings.CpuName, CompressionSettings.CudaName);

    /// <inheritdoc/>
    public override OptionGroup Group => new(
        "Training", [epochs, polishEpochs, learningRate, batchSize, teacher, distillation, flip, shift, seed, threads, device]);

    /// <inheritdoc/>
    public override void Check(CommandResult result, CompressMode mode)
    {
        if (mode.Reclusters)
        {
            Refuse(result, [polishEpochs], "is about polishing, which --recluster does without");
        }
    }

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings) => settings with
    {
        Epochs = parsed.GetValue(epochs),
        PolishEpochs = parsed.GetValue(polishEpochs),
        LearningRate = parsed.GetValue(learningRate),
        BatchSize = parsed.GetValue(batchSize),
        Teacher = parsed.GetValue(teacher),
        Distillation = parsed.GetValue(distillation),
        Augmentation = new Augmentation { Flip = parsed.GetValue(flip), Shift = parsed.GetValue(shift) ?? 0 },
        Seed = parsed.GetValue(seed),
        Threads = parsed.GetValue(threads) ?? 0,
        Device = parsed.GetValue(device) == CompressionSettings.CudaName ? TrainingDevice.Cuda : TrainingDevice.Cpu,
    };
}
