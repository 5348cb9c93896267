using Wfn.Graph;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>An operator in TorchSharp's terms that takes more than a line: one in each file of Operators, which is listed by being there.</summary>
internal interface IOperatorExpression
{
    /// <summary>The type of its nodes.</summary>
    Type Node { get; }

    /// <summary>The results of a node, those that nobody wants included.</summary>
    Tensor[] Run(Node node, TorchScope scope);
}
