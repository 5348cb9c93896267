using Wfn.Integers;

namespace Wfn.Planning;

/// <summary>Which operation makes each value of a network, and which read it.</summary>
internal sealed class UseDef
{
    private readonly Dictionary<string, List<FixedPointOperation>> uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FixedPointOperation> definitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;

    /// <summary>Indexes a network.</summary>
    public UseDef(LoweredNetwork network)
    {
        outputs = new HashSet<string>(network.Outputs, StringComparer.Ordinal);
        foreach (var operation in network.Operations)
        {
            foreach (var result in operation.Results)
            {
                definitions[result] = operation;
            }

            foreach (var input in operation.Inputs)
            {
                if (!uses.TryGetValue(input, out var list))
                {
                    uses.Add(input, list = []);
                }

                list.Add(operation);
            }
        }
    }

    /// <summary>The operation that makes a value, or null for an input of the network.</summary>
    public FixedPointOperation? Definition(string value) => definitions.TryGetValue(value, out var operation) ? operation : null;

    /// <summary>The operations that read a value; null where it is an output of the network.</summary>
    public IReadOnlyList<FixedPointOperation>? Uses(string value) =>
        outputs.Contains(value) ? null : uses.TryGetValue(value, out var list) ? list : [];

    /// <summary>The one operation that reads a value, once; null where there are more, or it is an output of the network.</summary>
    public FixedPointOperation? OnlyUse(string value) => Uses(value) is { Count: 1 } list ? list[0] : null;
}
