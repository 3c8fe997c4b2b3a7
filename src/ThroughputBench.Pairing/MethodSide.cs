using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Helpers;

namespace ThroughputBench.Pairing;

/// <summary>
/// Calls one method again and again. The loop is compiled once, without a profile, and calls through a delegate: so two methods of the same
/// type share its machine code, and the compiler can neither inline one of them nor drop its result.
/// </summary>
internal abstract class MethodSide
{
    public abstract void Run(int operations);

    /// <summary>Whether a method with this return type can be a side.</summary>
    public static bool Takes(Type type) =>
        type == typeof(void)
        || type == typeof(Task)
        || type == typeof(ValueTask)
        || IsA(type, typeof(Task<>))
        || IsA(type, typeof(ValueTask<>))
        || !(type.IsByRef || type.IsPointer || type.IsByRefLike || IsAwaited(type) || IsAsyncStream(type));

    /// <summary>Whether a method with this return type may return before its work is done: reading the result starts it.</summary>
    public static bool Defers(Type type)
    {
        Type result = IsA(type, typeof(Task<>)) || IsA(type, typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;
        return result == typeof(IEnumerable)
            || result == typeof(IEnumerator)
            || IsA(result, typeof(IEnumerable<>))
            || IsA(result, typeof(IEnumerator<>))
            || IsA(result, typeof(IOrderedEnumerable<>))
            || IsA(result, typeof(Lazy<>))
            || typeof(IQueryable).IsAssignableFrom(result);
    }

    public static MethodSide Of(object target, MethodInfo method)
    {
        Type type = method.ReturnType;
        object? owner = method.IsStatic ? null : target;
        if (type == typeof(void))
            return new Nothing(method.CreateDelegate<Action>(owner));
        if (type == typeof(Task))
            return new Awaited(method.CreateDelegate<Func<Task>>(owner));
        if (type == typeof(ValueTask))
            return new AwaitedValue(method.CreateDelegate<Func<ValueTask>>(owner));
        Type side =
            IsA(type, typeof(Task<>)) ? typeof(AwaitedResult<>)
            : IsA(type, typeof(ValueTask<>)) ? typeof(AwaitedValueResult<>)
            : typeof(Result<>);
        Type result = side == typeof(Result<>) ? type : type.GetGenericArguments()[0];
        Delegate call = method.CreateDelegate(typeof(Func<>).MakeGenericType(type), owner);
        return (MethodSide)Activator.CreateInstance(side.MakeGenericType(result), call)!;
    }

    private static bool IsA(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

    private static bool IsAwaited(Type type) => type.GetMethod(nameof(Task.GetAwaiter), Type.EmptyTypes) is not null;

    private static bool IsAsyncStream(Type type) =>
        type.GetInterfaces().Append(type).Any(one => IsA(one, typeof(IAsyncEnumerable<>)));

    private sealed class Nothing(Action call) : MethodSide
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                call();
        }
    }

    private sealed class Result<T>(Func<T> call) : MethodSide
    {
        /// <summary>Keeps the latest, so that it must be computed.</summary>
        public T? Latest { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                Latest = call();
        }
    }

    private sealed class Awaited(Func<Task> call) : MethodSide
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                AwaitHelper.GetResult(call());
        }
    }

    private sealed class AwaitedValue(Func<ValueTask> call) : MethodSide
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                AwaitHelper.GetResult(call());
        }
    }

    private sealed class AwaitedResult<T>(Func<Task<T>> call) : MethodSide
    {
        public T? Latest { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                Latest = AwaitHelper.GetResult(call());
        }
    }

    private sealed class AwaitedValueResult<T>(Func<ValueTask<T>> call) : MethodSide
    {
        public T? Latest { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(int operations)
        {
            for (int i = 0; i < operations; i++)
                Latest = AwaitHelper.GetResult(call());
        }
    }
}
