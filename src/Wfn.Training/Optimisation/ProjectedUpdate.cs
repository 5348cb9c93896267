namespace Wfn.Training.Optimisation;

/// <summary>
/// Training on a finished codebook: a hidden weight of full precision follows the gradient that the loss has at the centre it
/// is put on (the straight-through estimator), so that a weight changes to a neighbouring centre once the loss has asked for
/// it long enough. The network only ever sees centres.
/// </summary>
internal sealed class ProjectedUpdate : IWeightUpdate
{
    private readonly WeightVector weights;
    private readonly float[] centres;
    private readonly CodebookProjection projection;
    private readonly Adam optimiser;
    private readonly float[] hidden;
    private readonly int[] assignment;
    private readonly double gradientClip;
    private readonly double learningRate;
    private readonly int steps;
    private int step;

    /// <param name="weights">The weights, those for the codebook on it.</param>
    /// <param name="centres">The centres, ascending.</param>
    /// <param name="assignment">The index of each weight's centre; kept up to date.</param>
    /// <param name="options">Learning rate, clipping and the price of a bit.</param>
    /// <param name="steps">The number of steps in which the learning rate falls to nothing.</param>
    public ProjectedUpdate(WeightVector weights, float[] centres, int[] assignment, RetrainingOptions options, int steps)
    {
        this.weights = weights;
        this.centres = centres;
        this.assignment = assignment;
        this.steps = steps;
        projection = new CodebookProjection(centres, options.Fixing.ZeroThreshold, options.PolishBitPrice);
        optimiser = new Adam(weights.Values.Length);
        hidden = (float[])weights.Values.Clone();
        gradientClip = options.GradientClip;
        learningRate = options.PolishLearningRate;
        projection.Price(assignment);
    }

    /// <inheritdoc/>
    public void Apply(double loss)
    {
        GradientNorm.Clip(weights.Gradient, gradientClip);
        // Half a cosine: the last steps are so small that what they find stays found.
        var rate = learningRate * 0.5 * (1 + Math.Cos(Math.PI * step++ / steps));
        optimiser.Step(hidden, weights.Gradient, rate);
        for (var i = 0; i < assignment.Length; i++)
        {
            // A hidden weight far outside would not be heard of again.
            hidden[i] = Math.Clamp(hidden[i], centres[0], centres[^1]);
        }

        projection.Assign(hidden.AsSpan(0, assignment.Length), assignment);
        hidden.CopyTo(weights.Values, 0);
        for (var i = 0; i < assignment.Length; i++)
        {
            weights.Values[i] = centres[assignment[i]];
        }
    }

    /// <summary>Prices centres anew by how often they are taken now.</summary>
    public void Reprice() => projection.Price(assignment);
}
