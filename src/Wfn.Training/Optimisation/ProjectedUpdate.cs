using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>
/// Training on a finished codebook: a latent weight of full precision follows the gradient that the loss has at the centre it
/// is put on (the straight-through estimator), so that a weight changes to a neighbouring centre once the loss has asked for
/// it long enough. The network only ever sees centres.
/// </summary>
internal sealed class ProjectedUpdate : IWeightUpdate
{
    // Weights have the rest of the steps to repair what the full price has cost.
    private const double StepsToFullPrice = 0.6;

    // Before values are removed, those that the last clustering did not have get a chance.
    private const double OpenRamp = 0.25;
    private const int RemovalSteps = 5;

    private readonly WeightVector weights;
    private readonly float[] centres;
    private readonly CodebookProjection projection;
    private readonly TensorSensitivity sensitivity;
    private readonly IOptimiser optimiser;
    private readonly float[] latent;
    private readonly int[] assignment;
    private readonly RetrainingOptions options;
    private readonly double learningRate;
    private readonly int steps;
    private readonly int threads;
    private int step;
    private int valuesAtFirst;

    /// <param name="weights">The weights, those for the codebook on it.</param>
    /// <param name="centres">The centres, ascending.</param>
    /// <param name="options">Optimiser, clipping and the price of a bit.</param>
    /// <param name="learningRate">The learning rate at first.</param>
    /// <param name="steps">The number of steps in which the learning rate falls to nothing.</param>
    /// <param name="threads">Threads to compute with; the result does not depend on it.</param>
    public ProjectedUpdate(WeightVector weights, float[] centres, RetrainingOptions options, double learningRate, int steps, int threads)
    {
        this.weights = weights;
        this.centres = centres;
        this.options = options;
        this.learningRate = learningRate;
        this.steps = steps;
        this.threads = threads;
        projection = new CodebookProjection(centres);
        sensitivity = new TensorSensitivity(weights);
        optimiser = Optimisers.Create(options, weights.Values.Length);
        latent = (float[])weights.Values.Clone();
        assignment = new int[weights.CodebookLength];
        Project();
    }

    /// <summary>Whether the last step paid the full price, so that no more values are left than asked for.</summary>
    public bool IsFullPrice { get; private set; }

    /// <inheritdoc/>
    public void Apply(double loss)
    {
        var done = (double)step++ / steps;
        sensitivity.Observe();
        GradientNorm.Clip(weights.Gradient, options.GradientClip);

        // Half a cosine: the last steps are so small that what they find stays found.
        optimiser.Step(latent, weights.Gradient, learningRate * 0.5 * (1 + Math.Cos(Math.PI * done)));
        foreach (ref var weight in latent.AsSpan(0, assignment.Length))
        {
            // A latent weight far outside would not be heard of again.
            weight = Math.Clamp(weight, centres[0], centres[^1]);
        }

        // With few steps, too, the last one pays the full price.
        var ramp = step == steps ? 1 : Math.Min(1, done / StepsToFullPrice);
        IsFullPrice = ramp == 1;
        projection.Price(assignment, options.PolishStartPrice + ((options.PolishBitPrice - options.PolishStartPrice) * ramp), 1 - ramp);
        if (ramp >= OpenRamp && step % RemovalSteps == 0)
        {
            Limit((ramp - OpenRamp) / (1 - OpenRamp));
        }

        Project();
        if (ramp == 1)
        {
            // Whatever epoch is the best one, it has no more values than asked for.
            projection.Count(assignment);
            Limit(1);
        }

        Write();
    }

    // From as many values as are taken down to as many as are wanted, one at a time and evenly, so that training can follow.
    private void Limit(double progress)
    {
        if (valuesAtFirst == 0)
        {
            valuesAtFirst = Math.Max(options.PolishValues, projection.Taken);
        }

        var most = options.PolishValues + ((valuesAtFirst - options.PolishValues) * (1 - progress));
        if (projection.Taken <= most)
        {
            return;
        }

        var scales = sensitivity.Scales();
        var scaleOfEach = new float[assignment.Length];
        for (var i = 0; i < scales.Length; i++)
        {
            scaleOfEach.AsSpan(weights.CodebookSegments[i].Start, weights.CodebookSegments[i].Count).Fill((float)scales[i]);
        }

        for (var taken = projection.Taken; taken > most; taken--)
        {
            projection.RemoveCheapest(latent.AsSpan(0, assignment.Length), scaleOfEach, assignment);
            Project();
            projection.Count(assignment);
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(step);
        writer.Write(valuesAtFirst);
        writer.WriteArray<bool>(projection.IsRemoved);
        writer.WriteArray<float>(latent);
        writer.WriteArray<int>(assignment);
        optimiser.Write(writer);
        sensitivity.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(BinaryReader reader)
    {
        step = reader.ReadInt32();
        valuesAtFirst = reader.ReadInt32();
        reader.ReadArray(projection.IsRemoved);
        reader.ReadArray<float>(latent);
        reader.ReadArray<int>(assignment);
        optimiser.Read(reader);
        sensitivity.Read(reader);
    }

    /// <summary>Puts the weights onto their centres.</summary>
    private void Write()
    {
        latent.CopyTo(weights.Values, 0);
        for (var i = 0; i < assignment.Length; i++)
        {
            weights.Values[i] = centres[assignment[i]];
        }
    }

    private void Project()
    {
        var scales = sensitivity.Scales();
        Parallel.For(0, scales.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var segment = weights.CodebookSegments[i];
            projection.Assign(
                latent.AsSpan(segment.Start, segment.Count), scales[i], assignment.AsSpan(segment.Start, segment.Count));
        });
    }
}
