using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Quantization;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Training;
using Wfn.Training.Checkpoints;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Experiments.Accuracy.Baselines;

/// <summary>
/// Trains a network whose weights are quantised in every forward pass, under the conditions that ours is polished under: Adam from 1e-3
/// along half a cosine, the gradient's norm clipped at 0.5, batches of 128, 5 % of the training data held back, and the epoch of the
/// lowest loss on those is kept.
/// </summary>
internal sealed class StraightThroughTraining : IDisposable
{
    private const double LearningRate = 1e-3;
    private const double GradientClip = 0.5;
    private const int BatchSize = 128;
    private const int EvaluationBatch = 500;
    private const int StatisticsSamples = 10_000;

    private readonly MethodTask task;
    private readonly TorchNetwork network;
    private readonly string scores;
    private readonly SampleBatches training;
    private readonly SampleBatches statistics;
    private readonly SampleBatches heldBack;
    private readonly PlacedTensor[] tensors;
    private readonly float[] latent;
    private readonly float[] gradient;
    private readonly Adam optimiser;
    private readonly CheckpointFile checkpoint;
    private readonly Stopwatch sitting = Stopwatch.StartNew();
    private int epoch;
    private double seconds;
    private Best? best;

    /// <param name="task">What to train.</param>
    /// <param name="name">Tells checkpoints of different methods apart.</param>
    /// <param name="quantizer">Makes a tensor's quantiser; told whether it is the first layer's or the last's.</param>
    public StraightThroughTraining(MethodTask task, string name, Func<Parameter, bool, ITensorQuantizer> quantizer)
    {
        this.task = task;
        network = new TorchNetwork(task.Graph);
        set_num_threads(task.Threads == 0 ? Environment.ProcessorCount : task.Threads);
        var output = task.Graph.Outputs[0].Name;
        scores = new GraphIndex(task.Graph).Producer(output) is SoftmaxNode softmax ? softmax.Inputs[0] : output;
        var defaults = new RetrainingOptions();
        var (kept, held) = task.Training.Split(defaults.ValidationFraction, task.Seed);
        training = new SampleBatches(kept, BatchSize);
        statistics = new SampleBatches(kept.Take(StatisticsSamples), EvaluationBatch);
        heldBack = new SampleBatches(held ?? kept, EvaluationBatch);
        var layers = LayerWeights(task.Graph);
        tensors = [.. Place(
            network.TrainableParameters, parameter => quantizer(parameter, parameter.Name == layers[0] || parameter.Name == layers[^1]))];
        latent = [.. network.TrainableParameters.SelectMany(parameter => parameter.Values)];
        gradient = new float[latent.Length];
        optimiser = new Adam(latent.Length);
        checkpoint = new CheckpointFile(task.Checkpoint, Fingerprint(task, name));
    }

    /// <summary>Trains all epochs.</summary>
    public MethodOutcome Run()
    {
        Resume();
        Show();
        while (epoch < task.Epochs)
        {
            var loss = TrainEpoch();
            epoch++;
            EstimateStatistics();
            var (accuracy, heldBackLoss) = Evaluate();
            if (!(best?.Loss <= heldBackLoss))
            {
                best = Best.Take(this, heldBackLoss);
            }

            Save();
            task.Report(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch} of {task.Epochs}, loss {loss:F4}, held back {100 * accuracy:F2} %, loss {heldBackLoss:F4}, "
                    + $"{seconds:F0} s"));
        }

        best?.Restore(this);
        return Outcome();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private MethodOutcome Outcome()
    {
        var bits = 0L;
        List<long>? terms = [];
        foreach (var one in tensors)
        {
            if (one.Quantizer is null)
            {
                bits += 32L * one.Count;
                continue;
            }

            var stored = one.Quantizer.Store(latent.AsSpan(one.Start, one.Count));
            bits += stored.Bits;
            if (stored.TermsOfSymbols is null)
            {
                terms = null;
            }

            if (terms is not null)
            {
                stored.AddTerms(terms);
            }
        }

        return new MethodOutcome
        {
            Graph = network.ToGraph(),
            PayloadBits = bits,
            WeightsByTerms = terms,
            Epochs = task.Epochs,
            Seconds = seconds + sitting.Elapsed.TotalSeconds,
        };
    }

    private double TrainEpoch()
    {
        network.IsTraining = true;
        var (sum, batch, steps) = (0.0, 0, (double)training.Count * task.Epochs);
        foreach (var (samples, labels) in training.Shuffled(new SeededRandom(task.Seed, epoch)))
        {
            task.Cancellation.ThrowIfCancellationRequested();
            sum += Backward(samples, labels);
            var done = ((epoch * training.Count) + batch++) / steps;
            Step(LearningRate * 0.5 * (1 + Math.Cos(Math.PI * done)));
        }

        return sum / batch;
    }

    private double Backward(Tensor samples, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = Loss(samples, labels, out _);
        loss.backward();
        foreach (var one in tensors)
        {
            var slopes = network.Parameter(one.Name).grad!;
            TorchNetwork.Values(slopes.contiguous()).CopyTo(gradient.AsSpan(one.Start, one.Count));
            slopes.zero_();
        }

        var value = loss.item<float>();
        return double.IsFinite(value) ? value : throw new InvalidOperationException($"the loss is no longer a number in epoch {epoch + 1}");
    }

    private void Step(double learningRate)
    {
        GradientNorm.Clip(gradient, GradientClip);
        foreach (var one in tensors)
        {
            one.Quantizer?.Learn(latent.AsSpan(one.Start, one.Count), gradient.AsSpan(one.Start, one.Count), learningRate);
        }

        optimiser.Step(latent, gradient, learningRate);
        foreach (var one in tensors)
        {
            one.Quantizer?.Follow(latent.AsSpan(one.Start, one.Count));
        }

        Show();
    }

    /// <summary>Writes what latent weights stand for into the network.</summary>
    private void Show()
    {
        foreach (var one in tensors)
        {
            var source = latent.AsSpan(one.Start, one.Count);
            var target = TorchNetwork.Values(network.Parameter(one.Name));
            if (one.Quantizer is null)
            {
                source.CopyTo(target);
            }
            else
            {
                one.Quantizer.Quantize(source, target);
            }
        }
    }

    private Tensor Loss(Tensor samples, Tensor labels, out Tensor computed)
    {
        computed = network.Forward(samples, scores).flatten(1);
        return nn.functional.cross_entropy(computed, labels);
    }

    private (double Accuracy, double Loss) Evaluate()
    {
        network.IsTraining = false;
        using var noGradients = no_grad();
        var (right, seen, loss) = (0L, 0L, 0.0);
        foreach (var (samples, labels) in heldBack.InOrder())
        {
            task.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            loss += Loss(samples, labels, out var computed).item<float>() * labels.shape[0];
            right += computed.argmax(1).eq(labels).sum().item<long>();
            seen += labels.shape[0];
        }

        return ((double)right / seen, loss / seen);
    }

    // Running statistics of batch norms are means over the epoch's changing weights; these are those of the present ones.
    private void EstimateStatistics()
    {
        if (!network.HasStatistics)
        {
            return;
        }

        var momentum = network.StatisticsMomentum;
        network.IsTraining = true;
        using var noGradients = no_grad();
        var seen = 0L;
        foreach (var (samples, _) in statistics.InOrder())
        {
            task.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            seen += samples.shape[0];
            network.StatisticsMomentum = (double)samples.shape[0] / seen;
            network.Forward(samples, scores);
        }

        network.StatisticsMomentum = momentum;
    }

    private void Resume()
    {
        var found = checkpoint.Read(reader =>
        {
            epoch = reader.ReadInt32();
            seconds = reader.ReadDouble();
            ReadState(reader);
            optimiser.Read(reader);
            best = reader.ReadBoolean() ? new Best(reader.ReadDouble(), reader.ReadArray<byte>()) : null;
        });
        if (found == CheckpointResult.Resumed)
        {
            task.Report(string.Create(CultureInfo.InvariantCulture, $"going on after epoch {epoch}"));
        }
        else if (found != CheckpointResult.None)
        {
            task.Report($"the checkpoint is damaged or of another run: it is kept as {Path.GetFileName(checkpoint.PutAside())}");
        }
    }

    private void Save()
    {
        seconds += sitting.Elapsed.TotalSeconds;
        sitting.Restart();
        checkpoint.Write(writer =>
        {
            writer.Write(epoch);
            writer.Write(seconds);
            WriteState(writer);
            optimiser.Write(writer);
            writer.Write(best is not null);
            if (best is not null)
            {
                writer.Write(best.Loss);
                writer.WriteArray<byte>(best.State);
            }
        });
    }

    private void WriteState(BinaryWriter writer)
    {
        writer.WriteArray<float>(latent);
        network.WriteStatistics(writer);
        foreach (var one in tensors)
        {
            one.Quantizer?.Write(writer);
        }
    }

    private void ReadState(BinaryReader reader)
    {
        reader.ReadArray<float>(latent);
        network.ReadStatistics(reader);
        foreach (var one in tensors)
        {
            one.Quantizer?.Read(reader);
        }
    }

    private static string[] LayerWeights(NetworkGraph graph) =>
    [
        .. graph.Nodes.Select(node => node switch
        {
            ConvolutionNode convolution => convolution.Weight,
            LinearNode linear => linear.Weight,
            _ => null,
        }).OfType<string>(),
    ];

    private static IEnumerable<PlacedTensor> Place(IEnumerable<Parameter> parameters, Func<Parameter, ITensorQuantizer> quantizer)
    {
        var start = 0;
        foreach (var parameter in parameters)
        {
            yield return new PlacedTensor(
                parameter.Name, start, parameter.Values.Count, RetrainedQuantization.IsQuantized(parameter) ? quantizer(parameter) : null);
            start += parameter.Values.Count;
        }
    }

    private static byte[] Fingerprint(MethodTask task, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {task.Seed} {task.Epochs} {task.Threads} {task.Training.Count} {task.Training.Source} {LearningRate} {BatchSize}")));
        foreach (var parameter in task.Graph.Parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Values.AsSpan()));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A parameter's place among the latent weights, and what quantises it, if anything does.</summary>
    private sealed record PlacedTensor(string Name, int Start, int Count, ITensorQuantizer? Quantizer);

    /// <summary>The best epoch so far.</summary>
    private sealed record Best(double Loss, byte[] State)
    {
        public static Best Take(StraightThroughTraining training, double loss)
        {
            using var contents = new MemoryStream();
            using var writer = new BinaryWriter(contents);
            training.WriteState(writer);
            writer.Flush();
            return new Best(loss, contents.ToArray());
        }

        public void Restore(StraightThroughTraining training)
        {
            using var reader = new BinaryReader(new MemoryStream(State));
            training.ReadState(reader);
            training.Show();
        }
    }
}
