using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>What <c>compress</c> was asked to do; null leaves a default to the library.</summary>
internal sealed record CompressionSettings
{
    /// <summary>What the devices are called on the command line and in artifacts.</summary>
    public const string CpuName = "cpu";

    /// <inheritdoc cref="CpuName"/>
    public const string CudaName = "cuda";

    /// <summary>What the distances are called on the command line and in artifacts.</summary>
    public const string RelativeName = "relative";

    /// <inheritdoc cref="RelativeName"/>
    public const string EuclideanName = "euclidean";

    /// <summary>Path of the model.</summary>
    public required string Model { get; init; }

    /// <summary>How the model is read; whether batch norms are folded, <see cref="FoldBatchNorm"/> says.</summary>
    public ImportOptions Import { get; init; } = new();

    /// <summary>Path of the .wfn file.</summary>
    public required string Output { get; init; }

    /// <summary>Path of a page to write on what came of it, or null.</summary>
    public string? ReportPage { get; init; }

    /// <summary>How many threads may each run a network at once: those asked for, and fewer where its values would take too much memory.</summary>
    public int ThreadsFor(NetworkGraph graph) => ParallelSamples.ThreadCount(Threads, graph, Import.Memory);

    /// <summary>A path beside the output, with another extension; beside the model where the output is no file.</summary>
    public string Beside(string extension) => Path.ChangeExtension(FileKind.IsDevice(Output) ? Model : Output, extension);

    /// <summary>Training data.</summary>
    public string? Data { get; init; }

    /// <summary>Data to measure accuracy on.</summary>
    public string? Evaluation { get; init; }

    /// <summary>Data to choose activation formats by.</summary>
    public string? Calibration { get; init; }

    /// <summary>How data is read.</summary>
    public DataReadOptions Reading { get; init; } = new();

    /// <summary>How weights are fixed.</summary>
    public FixingOptions Fixing { get; init; } = new();

    /// <summary>Whether the smallest codebook that loses nothing is searched for.</summary>
    public bool Lossless { get; init; }

    /// <summary>Data to choose by while training; a part of the training data when null.</summary>
    public string? Validation { get; init; }

    /// <summary>δ as asked for; null leaves it to a search.</summary>
    public double? Delta { get; init; }

    /// <summary>γ0 as asked for; null leaves it to a search.</summary>
    public double? ZeroThreshold { get; init; }

    /// <summary>The fractions as asked for; null leaves them to a search.</summary>
    public EquatableArray<double>? Fractions { get; init; }

    /// <summary>The most trials of a search.</summary>
    public int? Trials { get; init; }

    /// <summary>The most epochs that a search may train in all.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>Minutes that a search may take.</summary>
    public double? TimeBudget { get; init; }

    /// <summary>Epochs a round.</summary>
    public int? Epochs { get; init; }

    /// <summary>Epochs after the last round in which weights change between the codebook's values.</summary>
    public int? PolishEpochs { get; init; }

    /// <summary>The last epochs of polishing, in which activations are in fixed point.</summary>
    public int? FixedPointEpochs { get; init; }

    /// <summary>The most values that polishing leaves on the codebook.</summary>
    public int? Values { get; init; }

    /// <summary>Polishing: the price of a bit, 0 to 1; see <see cref="RetrainingOptions.PolishBitPrice"/>.</summary>
    public double? BitPrice { get; init; }

    /// <summary>How gradients become steps.</summary>
    public OptimiserKind? Optimiser { get; init; }

    /// <summary>The learning rate; null for what a test of learning rates finds.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The method's other constants.</summary>
    public TrainingConstants Constants { get; init; } = new();

    /// <summary>Samples a step.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The teacher's part of the loss.</summary>
    public double? Distillation { get; init; }

    /// <summary>Path of the network to learn from; the model itself when null.</summary>
    public string? Teacher { get; init; }

    /// <summary>What softens the teacher's and the network's outputs.</summary>
    public double? TeacherTemperature { get; init; }

    /// <summary>What the network's output means, where no targets tell.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>How training images are varied.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Decides everything random.</summary>
    public int? Seed { get; init; }

    /// <summary>What computes the training.</summary>
    public TrainingDevice Device { get; init; }

    /// <summary>Threads; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether training data, if given, is used for training.</summary>
    public bool Retrain { get; init; } = true;

    /// <summary>Nodes and parameters that stay off the codebook.</summary>
    public EquatableArray<string> Exclude { get; init; }

    /// <summary>The most accuracy that may be lost, a fraction of 1.</summary>
    public double? MaxAccuracyLoss { get; init; }

    /// <summary>The most that the outputs may change by, as a part of their size, where nothing is trained.</summary>
    public double MaxOutputChange { get; init; } = OutputLimits.DefaultMost;

    /// <summary>Whether an option asks for clustering: without training, samples decide otherwise.</summary>
    public bool IsClustered => Delta is not null || ZeroThreshold is not null || Fractions is not null || Fixing.Recluster
        || Fixing.Distance != DistanceKind.Relative || Fixing.HighestOrder is not null;

    /// <summary>Whether batch norms are folded.</summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>Width of activations as asked for; null for 8 bits, and 16 where these cost too much.</summary>
    public int? AskedActivationBits { get; init; }

    /// <summary>Whether float32 code is to be generated: asked for, or because integers lose too much (<see cref="IntegerActivations"/>).</summary>
    public bool InFloat32 { get; init; }

    /// <summary>Width of ordinary activations, where they are integers.</summary>
    public int ActivationBits => AskedActivationBits ?? 8;

    /// <summary>How wide activations are; null where they stay real numbers.</summary>
    public ActivationWidth? ActivationWidth => InFloat32 ? null : new(ActivationBits, MayWiden: AskedActivationBits is null);
}
