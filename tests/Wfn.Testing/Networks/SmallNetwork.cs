using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Testing.Networks;

/// <summary>A convolution, a batch norm, a convolution and a linear layer, in which every role of a parameter occurs.</summary>
internal static class SmallNetwork
{
    public static NetworkGraph Create(int seed = 1)
    {
        var random = new Random(seed);
        return new NetworkGraph
        {
            Name = "small",
            Inputs = [new TensorInfo("x", TensorShape.Of(TensorShape.Dynamic, 1, 4, 4))],
            Outputs = [new TensorInfo("y", TensorShape.Of(TensorShape.Dynamic, 3))],
            Parameters =
            [
                Random("first.weight", ParameterRole.Weight, 0.3, 2, 1, 3, 3),
                Random("first.bias", ParameterRole.Bias, 0.1, 2),
                Random("norm.scale", ParameterRole.Scale, 1, 2),
                Random("norm.shift", ParameterRole.Shift, 0.2, 2),
                Random("norm.mean", ParameterRole.Statistic, 1, 2),
                Random("norm.variance", ParameterRole.Statistic, 1, 2),
                Random("offset", ParameterRole.Constant, 1, 1),
                Random("last.weight", ParameterRole.Weight, 0.2, 3, 32),
                Random("last.bias", ParameterRole.Bias, 0.1, 3),
            ],
            Nodes =
            [
                new ConvolutionNode
                {
                    Name = "first",
                    Inputs = ["x"],
                    Output = "a",
                    Weight = "first.weight",
                    Bias = "first.bias",
                    Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
                },
                new BatchNormNode
                {
                    Name = "norm",
                    Inputs = ["a"],
                    Output = "b",
                    Scale = "norm.scale",
                    Shift = "norm.shift",
                    Mean = "norm.mean",
                    Variance = "norm.variance",
                    Epsilon = 1e-5f,
                },
                new BinaryNode { Name = "add", Inputs = ["b", "offset"], Output = "c", Operator = BinaryOperator.Add },
                new ReshapeNode { Name = "flatten", Inputs = ["c"], Output = "d", Shape = TensorShape.Of(TensorShape.Dynamic, 32) },
                new LinearNode { Name = "last", Inputs = ["d"], Output = "y", Weight = "last.weight", Bias = "last.bias" },
            ],
        };

        Parameter Random(string name, ParameterRole role, double scale, params int[] shape)
        {
            var values = new float[shape.Aggregate((a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(scale * ((2 * random.NextDouble()) - 1));
            }

            return new Parameter(name, role, TensorShape.Of(shape), EquatableArray.TakeOwnership(values));
        }
    }
}
