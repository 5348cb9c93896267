using System.Collections.Concurrent;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Fixing.Compensation;

/// <summary>What several samples are on their way through a network, node by node; all samples pass a node before the next one runs.</summary>
internal sealed class SampleRuns
{
    private readonly Dictionary<string, Array>[] values;

    // What these runs alone refer to, and may be filled again once it is forgotten.
    private readonly HashSet<string>[] own;
    private readonly ConcurrentDictionary<Node, object> prepared;
    private readonly SampleBuffers buffers;
    private readonly int threads;

    /// <summary>Starts at a network's inputs.</summary>
    /// <param name="index">The network, of one sample.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="count">How many of them run.</param>
    /// <param name="threads">The most threads, 0 for one a core; what comes out does not depend on it.</param>
    public SampleRuns(GraphIndex index, InputSamples samples, int count, int threads)
    {
        this.threads = threads;
        buffers = new();
        prepared = new(NodeIdentity.Instance);
        values = new Dictionary<string, Array>[count];
        own = NothingOwn(count);
        for (var sample = 0; sample < count; sample++)
        {
            values[sample] = new(StringComparer.Ordinal);
            foreach (var input in index.Graph.Inputs)
            {
                values[sample].Add(input.Name, samples.Of(input.Name, sample));
            }
        }
    }

    private SampleRuns(SampleRuns other)
    {
        (threads, prepared, buffers) = (other.threads, other.prepared, other.buffers);
        values = [.. other.values.Select(sample => new Dictionary<string, Array>(sample, StringComparer.Ordinal))];
        own = NothingOwn(values.Length);
    }

    /// <summary>How many samples there are.</summary>
    public int Count => values.Length;

    /// <summary>Other runs that have come as far; what they do from here on is their own.</summary>
    public SampleRuns Fork()
    {
        foreach (var names in own)
        {
            names.Clear();
        }

        return new(this);
    }

    /// <summary>What a value is for a sample.</summary>
    public ReadOnlySpan<float> Of(int sample, string name) => (float[])values[sample][name];

    /// <summary>Runs a node for all samples.</summary>
    /// <param name="node">The node.</param>
    /// <param name="index">The network whose parameters it has.</param>
    public void Run(Node node, GraphIndex index) => Parallel(values.Length, sample =>
    {
        foreach (var output in node.OutputNames)
        {
            Forget(sample, output);
            values[sample][output] = buffers.Take(index.Element(output), index.Shape(output).ElementCount);
            own[sample].Add(output);
        }

        OperatorDefinition.Of(node).Run(node, new NodeRun(node, index, values[sample], prepared));
    });

    /// <summary>Puts another number in place of each of a value's, for all samples.</summary>
    /// <param name="name">A value of real numbers.</param>
    /// <param name="change">The number that takes a number's place.</param>
    public void Change(string name, Func<float, float> change) => Parallel(values.Length, sample =>
    {
        var changed = Array.ConvertAll((float[])values[sample][name], number => change(number));
        Forget(sample, name);
        values[sample][name] = changed;
        own[sample].Add(name);
    });

    /// <summary>Forgets a value that no node will read.</summary>
    public void Free(string name)
    {
        for (var sample = 0; sample < values.Length; sample++)
        {
            Forget(sample, name);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Free()
    {
        for (var sample = 0; sample < values.Length; sample++)
        {
            foreach (var name in values[sample].Keys.ToArray())
            {
                Forget(sample, name);
            }
        }
    }

    private static HashSet<string>[] NothingOwn(int count) => [.. Enumerable.Range(0, count).Select(_ => new HashSet<string>(StringComparer.Ordinal))];

    private void Forget(int sample, string name)
    {
        if (values[sample].TryGetValue(name, out var array))
        {
            values[sample].Remove(name);
            if (own[sample].Remove(name))
            {
                buffers.Give(array);
            }
        }
    }

    private void Parallel(int count, Action<int> work) => System.Threading.Tasks.Parallel.For(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads }, work);
}
