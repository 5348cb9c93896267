using System.Collections.Concurrent;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Reference;

/// <summary>A node that runs in float32 inside an integer network: operands from integers, results back to them.</summary>
internal sealed class Float32Run
{
    private readonly Float32Operation operation;
    private readonly IReadOnlyDictionary<string, FixedPointTensor> tensors;
    private readonly GraphIndex index;
    private readonly ConcurrentDictionary<Node, object> prepared = new(NodeIdentity.Instance);

    /// <summary>Prepares a node.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="tensors">The tensors of the network.</param>
    public Float32Run(Float32Operation operation, IReadOnlyDictionary<string, FixedPointTensor> tensors)
    {
        this.operation = operation;
        this.tensors = tensors;
        index = new GraphIndex(new NetworkGraph
        {
            Name = operation.Name,
            Inputs = operation.Inputs.Select(Info).ToEquatableArray(),
            Outputs = operation.Results.Select(Info).ToEquatableArray(),
            Nodes = [operation.Node],
            Parameters = operation.Parameters,
        });

        TensorInfo Info(string name) => new(name, tensors[name].Shape);
    }

    /// <summary>Runs it.</summary>
    /// <param name="buffers">The integers of every tensor.</param>
    public void Run(IReadOnlyDictionary<string, int[]> buffers)
    {
        var values = new Dictionary<string, Array>(StringComparer.Ordinal);
        foreach (var input in operation.Inputs)
        {
            var format = tensors[input].Format;
            values.Add(input, Array.ConvertAll(buffers[input], q => FixedPointRounding.Dequantize(q, format)));
        }

        foreach (var result in operation.Results)
        {
            values.Add(result, new float[buffers[result].Length]);
        }

        OperatorDefinition.Of(operation.Node).Run(operation.Node, new NodeRun(operation.Node, index, values, prepared));
        foreach (var result in operation.Results)
        {
            var (made, integers, format) = ((float[])values[result], buffers[result], tensors[result].Format);
            for (var i = 0; i < made.Length; i++)
            {
                integers[i] = FixedPointRounding.Quantize(made[i], format);
            }
        }
    }
}
