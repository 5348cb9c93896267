using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>A plan in the making, as far as the plan of a node needs it.</summary>
internal interface IPlanState
{
    /// <summary>The nodes in float32, their parameters and the types of what they read and make.</summary>
    GraphIndex Index { get; }

    /// <summary>Whether it is the plan of a network of integers, in which nodes in float32 are the exception.</summary>
    bool HasIntegers { get; }

    /// <summary>The calls so far, and memory for what they make.</summary>
    PlanBuilder Builder { get; }

    /// <summary>The memory of a value that is there row-major.</summary>
    PlanMemory RowMajor(string value);

    /// <summary>The memory of a value that is there with its channels last.</summary>
    PlanMemory ChannelsLast(string value);

    /// <summary>Memory for a value that is made row-major.</summary>
    PlanMemory MakeRowMajor(string value);

    /// <summary>Memory for a value that is made with its channels last, its padding too.</summary>
    PlanMemory MakeChannelsLast(string value, ChannelsLastLayout layout);

    /// <summary>Memory for a value that is made with its channels last; its padding is filled first.</summary>
    PlanMemory MakeInsideBorder(string node, string value, ChannelsLastLayout layout);

    /// <summary>Lets a value be the row-major elements of another.</summary>
    void Alias(string value, string of);
}
