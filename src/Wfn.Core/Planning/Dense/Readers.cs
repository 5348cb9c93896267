using Wfn.Integers;

namespace Wfn.Planning;

/// <summary>Who makes and who reads each activation of a network.</summary>
internal sealed class Readers
{
    private readonly Dictionary<string, List<FixedPointOperation>> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FixedPointOperation> producers = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;

    public Readers(FixedPointNetwork network)
    {
        outputs = new HashSet<string>(network.Outputs, StringComparer.Ordinal);
        foreach (var operation in network.Operations)
        {
            foreach (var result in operation.Results)
            {
                producers[result] = operation;
            }

            foreach (var input in operation.Inputs)
            {
                if (!readers.TryGetValue(input, out var list))
                {
                    readers.Add(input, list = []);
                }

                list.Add(operation);
            }
        }
    }

    /// <summary>The operation that makes an activation, or null for an input of the network.</summary>
    public FixedPointOperation? Producer(string tensor) => producers.TryGetValue(tensor, out var operation) ? operation : null;

    /// <summary>The operations that read an activation; null where it is an output of the network.</summary>
    public IReadOnlyList<FixedPointOperation>? All(string tensor) =>
        outputs.Contains(tensor) ? null : readers.TryGetValue(tensor, out var list) ? list : [];

    /// <summary>The one operation that reads an activation, once; null where there are more, or it is an output of the network.</summary>
    public FixedPointOperation? Only(string tensor) =>
        !outputs.Contains(tensor) && readers.TryGetValue(tensor, out var list) && list.Count == 1 ? list[0] : null;
}
