using System.Linq.Expressions;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>A function of two elements one of which is the same constant for all: a table of the other one.</summary>
internal static class ScalarTable
{
    /// <summary>Whether a node is one.</summary>
    public static bool Is(BinaryNode node, GraphIndex index) =>
        node.Inputs.Any(name => index.FindParameter(name) is { Values.Count: 1 });

    /// <summary>The table.</summary>
    public static TableOperation Lower(BinaryNode node, LoweringContext context)
    {
        var (activation, constant, constantFirst) = context.ConstantOperand(node)!.Value;
        var function = ((Expression<Func<float, float, float>>)FunctionFormula.Reproducible(node.Operator.Formula)).Compile();
        var number = constant.Values[0];
        var (input, output) = (context.Format(activation), context.Format(node.Output));
        var table = new int[input.Maximum - input.Minimum + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var x = FixedPointRounding.Dequantize(i + input.Minimum, input);
            table[i] = FixedPointRounding.Quantize(constantFirst ? function(number, x) : function(x, number), output);
        }

        return new TableOperation
        {
            Name = node.Name,
            Inputs = [activation],
            Output = node.Output,
            Table = EquatableArray.TakeOwnership(table),
        };
    }
}
