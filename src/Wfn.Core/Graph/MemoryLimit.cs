using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>
/// How much memory a model, or data, may ask for. A few bytes of a file can ask for any amount, so that it is counted before it is allocated.
/// </summary>
/// <param name="Bytes">The limit in bytes.</param>
public sealed record MemoryLimit(long Bytes)
{
    private const double Gigabyte = 1e9;

    // Fixing compares a network with its original, on two samples at least.
    private const int Copies = 4;

    /// <summary>What is allowed where nothing else is said: 4 GB.</summary>
    public static MemoryLimit Default { get; } = new(4_000_000_000);

    /// <summary>What the user gives to be allowed more, as messages name it.</summary>
    public string Option { get; init; } = "--max-memory";

    /// <summary>The limit of so many gigabytes.</summary>
    public static MemoryLimit OfGigabytes(double gigabytes) => new((long)(gigabytes * Gigabyte));

    /// <summary>Checks what a network's values take, on the way from a sample to its answer.</summary>
    /// <exception cref="WfnException">They take more than is allowed (WFN1008).</exception>
    public void Require(NetworkGraph graph)
    {
        var index = new GraphIndex(SampleForm.Of(graph));
        var largest = index.Activations.OrderByDescending(name => Size(index, name)).First();
        Require(
            Copies * Values(index),
            $"running the model on one sample makes values of {Text(Values(index))} ({DataName.Quote(largest)} alone, "
                + $"{index.Shape(largest)}, is {Text(Size(index, largest))}), and comparing it with its fixed form takes {Copies} times as much");
    }

    /// <summary>Checks what training by batches takes: values of every sample, and their gradients.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="batch">Samples of a batch.</param>
    /// <exception cref="WfnException">It takes more than is allowed (WFN1008).</exception>
    public void RequireTraining(NetworkGraph graph, int batch) => Require(
        TrainingBytes(graph, batch),
        $"training keeps values and gradients of {batch} samples at a time (a smaller --batch-size takes less)");

    /// <summary>What <see cref="RequireTraining"/> counts, in bytes.</summary>
    internal static double TrainingBytes(NetworkGraph graph, int batch) => 2.0 * batch * Values(new GraphIndex(SampleForm.Of(graph)));

    /// <summary>Checks a need.</summary>
    /// <param name="bytes">The need in bytes.</param>
    /// <param name="what">What needs it, in words.</param>
    /// <exception cref="WfnException">It is more than is allowed (WFN1008).</exception>
    public void Require(double bytes, string what)
    {
        if (bytes > Bytes)
        {
            throw new WfnException(
                DiagnosticCodes.MemoryLimit,
                $"{what}: {Text(bytes)}, more than the {Text(Bytes)} that are allowed; {Option} {Math.Ceiling(bytes / Gigabyte).ToString(CultureInfo.InvariantCulture)} allows it");
        }
    }

    /// <summary>How many threads may each run the network at once.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="threads">The threads wanted.</param>
    public int Threads(NetworkGraph graph, int threads) =>
        (int)Math.Max(1, Math.Min(threads, Bytes / Math.Max(1, 2 * Values(new GraphIndex(SampleForm.Of(graph))))));

    private static double Values(GraphIndex index) => index.Activations.Sum(name => Size(index, name));

    private static double Size(GraphIndex index, string name) => (double)index.Shape(name).ElementCount * sizeof(float);

    private static string Text(double bytes) => bytes < Gigabyte
        ? string.Format(CultureInfo.InvariantCulture, "{0:0} MB", bytes / 1e6)
        : string.Format(CultureInfo.InvariantCulture, "{0:0.#} GB", bytes / Gigabyte);
}
