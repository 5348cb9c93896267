using Wfn.Fixing;
using Wfn.Training.Optimisation;

namespace Wfn.Training;

/// <summary>How a network is retrained while its weights are fixed.</summary>
public sealed record RetrainingOptions
{
    // Values of the codebook move less than free weights do, and further at once.
    private const double PolishRateRatio = 3;

    /// <summary>
    /// How weights are fixed. Rounds cluster from scratch by default: retraining draws the weights together so that later
    /// rounds need fewer centres than earlier ones, which weights that never move again cannot profit from.
    /// </summary>
    public FixingOptions Fixing { get; init; } = new() { Recluster = true };

    /// <summary>Names of parameters that stay off the codebook; they are trained all the same.</summary>
    public EquatableArray<string> Exclude { get; init; } = [];

    /// <summary>Epochs of training before each clustering but the first.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Epochs of training before the first clustering.</summary>
    public int FirstEpochs { get; init; }

    /// <summary>How gradients become steps.</summary>
    public OptimiserKind Optimiser { get; init; } = OptimiserKind.Adam;

    /// <summary>The learning rate; null for what a short test of learning rates on the trained network finds.</summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// The momentum of <see cref="OptimiserKind.Sgd"/>: the part of a step's velocity that the next one keeps; 0 to below 1.
    /// </summary>
    public double Momentum { get; init; } = MomentumDescent.DefaultMomentum;

    /// <summary>β1 of <see cref="OptimiserKind.Adam"/>: the part of the mean gradient that a step keeps; 0 to below 1.</summary>
    public double Beta1 { get; init; } = Adam.DefaultBeta1;

    /// <summary>β2 of <see cref="OptimiserKind.Adam"/>: the part of the mean squared gradient that a step keeps; 0 to below 1.</summary>
    public double Beta2 { get; init; } = Adam.DefaultBeta2;

    /// <summary>
    /// The part of itself that each free weight adds to its gradient in the rounds, 0 to 1. Polishing, in which a weight's size is that
    /// of its value, has none.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The largest norm of the gradient over all free weights; longer gradients are scaled down to it.</summary>
    public double GradientClip { get; init; } = 0.5;

    /// <summary>
    /// Epochs of training after the last clustering in which weights may change between the values of the finished codebook;
    /// 0 for the paper's method as it is.
    /// </summary>
    public int PolishEpochs { get; init; } = 6;

    /// <summary>
    /// The learning rate at the start of polishing; it falls to nothing until the end. Null for three times that of the rounds.
    /// </summary>
    public double? PolishLearningRate { get; init; }

    /// <summary>
    /// Polishing: what a weight may cost the network to save one bit of entropy, as a part of what it would cost to lose an
    /// average weight altogether; 0 for the nearest value.
    /// </summary>
    public double PolishBitPrice { get; init; } = 0.008;

    /// <summary>Polishing: the price of a bit that it begins with; it rises from there.</summary>
    public double PolishStartPrice { get; init; }

    /// <summary>
    /// Whether the weights are on a codebook already, and are only polished: no round is run.
    /// </summary>
    public bool PolishOnly { get; init; }

    /// <summary>
    /// How many of the last epochs of polishing compute with activations in their integer formats, so that the accuracy of fixed-point
    /// code is what training improves; 0 for none.
    /// </summary>
    public int FixedPointEpochs { get; init; } = 2;

    /// <summary>The width of activations that those epochs compute with, 4 to 16.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>
    /// Whether a round clusters the weights of its best epoch by the loss on the validation data, rather than of its last.
    /// </summary>
    public bool BestOfRound { get; init; } = true;

    /// <summary>
    /// Polishing: the most values that the codebook keeps, zero included. Those whose weights can go elsewhere at the smallest cost
    /// leave it first.
    /// </summary>
    public int PolishValues { get; init; } = 20;

    /// <summary>Samples a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>ρ: the cluster regulariser's part of the loss, relative to that of the targets; 0 turns it off.</summary>
    public double RegularisationRatio { get; init; } = 0.4;

    /// <summary>τ: the temperature of the regulariser's softmin.</summary>
    public double Temperature { get; init; } = 0.05;

    /// <summary>
    /// Distillation: the part of the loss that is the distance from the teacher's outputs rather than from the targets, 0 to 1: the
    /// divergence of scores, the squared error of real numbers. Data without targets is learnt from the teacher alone.
    /// </summary>
    public double Distillation { get; init; }

    /// <summary>The temperature that the teacher's and the network's scores are softened by; positive.</summary>
    public double TeacherTemperature { get; init; } = 3;

    /// <summary>
    /// What the network's output means, where neither the training nor the validation data has targets that tell; null to go by the
    /// output: one number and arrays (but those that end in a softmax) are real numbers, vectors are scores of classes.
    /// </summary>
    public LearningTask? Task { get; init; }

    /// <summary>How training images are varied.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>
    /// The part of the training data that is held back to measure accuracy on when no validation data is given; 0 to 0.5.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.05;

    /// <summary>Decides the order of batches, what is held back, and how images are varied.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What computes; results are the same only on the same device.</summary>
    public TrainingDevice Device { get; init; }

    /// <summary>Threads to compute with; 0 for one a core. Results are the same only for the same number.</summary>
    public int Threads { get; init; }

    /// <summary>All epochs of training that these options ask for.</summary>
    internal int TotalEpochs => (PolishOnly ? 0 : FirstEpochs + ((Fixing.Fractions.Count - 1) * Epochs)) + PolishEpochs;

    /// <summary>The learning rate that polishing begins with.</summary>
    /// <param name="learningRate">That of the rounds, as asked for or found.</param>
    internal double PolishRate(double learningRate) => PolishLearningRate ?? (learningRate * PolishRateRatio);
}
