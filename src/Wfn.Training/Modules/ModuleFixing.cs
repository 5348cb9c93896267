using System.Runtime.CompilerServices;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Numerics;
using Wfn.Training.Native;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Modules;

/// <summary>
/// Weight fixing for people who have a TorchSharp module of their own: the same rounds, regulariser and polishing as
/// <see cref="Retraining"/>, with batches and loss in the caller's hands.
/// </summary>
public static class ModuleFixing
{
    private const double DefaultLearningRate = 3e-4;

    /// <summary>Makes libtorch loadable. Call it before the first method that touches TorchSharp's types.</summary>
    /// <exception cref="WfnException">libtorch is not to be had (WFN3005).</exception>
    public static void Prepare() => LibTorch.EnsureLoaded();

    /// <summary>Fixes all weights of a module to one codebook, training those that are still free in between.</summary>
    /// <param name="module">The trained module; its parameters that require gradients are changed in place.</param>
    /// <param name="losses">
    /// The losses of an epoch's batches, one after another, each computed from the module when it is asked for: scalars with gradients.
    /// Tensors made for a batch are disposed with it.
    /// </param>
    /// <param name="batches">How many batches an epoch has.</param>
    /// <param name="options">
    /// How weights are fixed and trained, or null for the defaults; a learning rate that is null means 0.0003. What is about data
    /// (batch size, validation, augmentation, distillation, device, best epochs), epochs in fixed point, and polishing alone, is the
    /// caller's affair and not looked at.
    /// </param>
    /// <param name="cancellation">Stops at the next batch.</param>
    /// <returns>
    /// The codebook, and what the weights on it come to. Batch norms' running statistics are as the last batches left them.
    /// </returns>
    /// <exception cref="WfnException">
    /// A parameter is not contiguous or not of type float32, an option makes no sense, an epoch has another number of batches
    /// (WFN3004), or the loss is no longer a number (WFN3005).
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static FixedModule Run(
        nn.Module module,
        Func<int, IEnumerable<Tensor>> losses,
        int batches,
        RetrainingOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new RetrainingOptions();
        Retraining.Check(options);
        Retraining.Require(batches >= 1, $"an epoch of {batches} batches is none");
        var exclude = options.Exclude.ToHashSet(StringComparer.Ordinal);
        var parameters = Parameters(module);
        foreach (var name in exclude.Where(name => parameters.All(parameter => parameter.Name != name)))
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"there is no parameter {DataName.Quote(name)} to exclude");
        }

        var weights = new WeightVector(parameters, exclude);
        Retraining.Require(weights.CodebookLength > 0, "the module has no parameter to fix");

        // Gradients of the caller's own training are none of ours.
        weights.ReadGradient();
        var training = new ModuleTraining(module, losses, batches, weights, cancellation);
        return Run(training, weights, batches, options);
    }

    private static FixedModule Run(ModuleTraining training, WeightVector weights, int batches, RetrainingOptions options)
    {
        var threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        var rate = options.LearningRate ?? DefaultLearningRate;
        var free = Enumerable.Repeat(true, weights.Values.Length).ToArray();
        FixingRound? fixing = null;
        for (var round = 0; round < options.Fixing.Fractions.Count; round++)
        {
            var update = new FreeWeightUpdate(weights, free, fixing, options, rate, threads);
            training.Run(update, round == 0 ? options.FirstEpochs : options.Epochs);
            var onCodebook = weights.Values.AsSpan(0, weights.CodebookLength);
            fixing = WeightFixing.Cluster(onCodebook, round, options.Fixing, fixing, threads);
            WeightFixing.Apply(onCodebook, fixing);
            weights.Write();
            for (var i = 0; i < weights.CodebookLength; i++)
            {
                free[i] = fixing.Assignment[i] < 0;
            }
        }

        if (options.PolishEpochs > 0)
        {
            var update = new ProjectedUpdate(
                weights,
                PolishingCentres.Of(fixing!.Centres.AsSpan(), options.Fixing.ZeroThreshold),
                options,
                options.PolishRate(rate),
                options.PolishEpochs * batches,
                threads);
            training.Run(update, options.PolishEpochs);
        }

        var codebook = Codebook.FromValues(weights.Values.Take(weights.CodebookLength));
        var counts = new long[codebook.Count];
        foreach (var value in weights.Values.AsSpan(0, weights.CodebookLength))
        {
            counts[codebook.IndexOf(value)]++;
        }

        return new FixedModule
        {
            Codebook = codebook,
            Statistics = CodebookStatistics.Of(codebook, counts),
            Parameters = weights.Places().ToDictionary(
                place => place.Name,
                place => EquatableArray.Create<float>(weights.Values.AsSpan(place.Start, place.Length)),
                StringComparer.Ordinal),
            Loss = training.Loss,
        };
    }

    // libtorch's types are touched only once it is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string Name, Tensor Tensor)[] Parameters(nn.Module module)
    {
        var parameters = module.named_parameters().Where(entry => entry.parameter.requires_grad)
            .Select(entry => (entry.name, (Tensor)entry.parameter)).ToArray();
        foreach (var (name, tensor) in parameters)
        {
            Retraining.Require(
                tensor.dtype == ScalarType.Float32 && tensor.is_contiguous(),
                $"parameter {DataName.Quote(name)} is not a contiguous tensor of type float32");
        }

        return parameters;
    }

    private sealed class ModuleTraining(
        nn.Module module, Func<int, IEnumerable<Tensor>> losses, int batches, WeightVector weights, CancellationToken cancellation)
    {
        private int epochsDone;

        public double Loss { get; private set; } = double.NaN;

        public void Run(IWeightUpdate update, int epochs)
        {
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                module.train();
                var (sum, batch) = (0.0, 0);
                using var enumerator = losses(epochsDone).GetEnumerator();
                while (Step(enumerator, update, batch) is { } loss)
                {
                    sum += loss;
                    batch++;
                }

                Retraining.Require(batch == batches, $"epoch {epochsDone + 1} had {batch} batches, where {batches} were told");
                Loss = sum / batch;
                epochsDone++;
            }
        }

        /// <returns>The loss of the next batch; null when there is none.</returns>
        private double? Step(IEnumerator<Tensor> enumerator, IWeightUpdate update, int batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (!enumerator.MoveNext())
            {
                return null;
            }

            var loss = enumerator.Current;
            loss.backward();
            weights.ReadGradient();
            var value = loss.to_type(ScalarType.Float32).item<float>();
            if (!float.IsFinite(value))
            {
                throw new WfnException(
                    DiagnosticCodes.TrainingFailed,
                    $"the loss is no longer a number in epoch {epochsDone + 1}, batch {batch + 1}; a lower learning rate may help");
            }

            update.Apply(value);
            weights.Write();
            return value;
        }
    }
}
